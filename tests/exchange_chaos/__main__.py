"""``PYTHONPATH=.:tests python tests/exchange_chaos``: many histories, cut down where one fails."""

import argparse
import os
import tempfile
from pathlib import Path

from chaos_founding import build_template
from chaos_people import history_of
from chaos_runs import LENGTH, fault_of, shrink


def main() -> int:
    """Exit code 1 where a history failed."""
    parser = argparse.ArgumentParser(prog="exchange_chaos")
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--count", type=int, default=20, help="how many histories")
    parser.add_argument("--length", type=int, default=LENGTH, help="steps of each")
    parser.add_argument("--shrink", action="store_true", help="cut a failing history down")
    asked = parser.parse_args()
    os.environ["KONGCHUO_BUNDLED_FONTS"] = "1"
    failed = 0
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as work:
        template = build_template(Path(work) / "template")
        for seed in range(asked.first, asked.first + asked.count):
            folder, steps = Path(work) / "样例 资料", history_of(seed, asked.length)
            fault = fault_of(folder, template, seed, steps)
            print(f"{seed}: {fault or 'ok'}", flush=True)
            failed += bool(fault)
            if fault and asked.shrink:
                start = fault[:40]
                for step in shrink(steps, lambda tried, seed=seed, start=start, folder=folder: (
                        fault_of(folder, template, seed, tried).startswith(start))):
                    print(f"    {step}", flush=True)
    return failed > 0


if __name__ == "__main__":
    raise SystemExit(main())
