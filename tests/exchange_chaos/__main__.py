"""``PYTHONPATH=.:tests python tests/exchange_chaos``: many histories, cut down where one fails."""

import argparse
import os
import tempfile
from pathlib import Path

from chaos_founding import build_template
from chaos_histories import history_of
from chaos_runs import LENGTH, shrink_history, try_out

ALIKE = 40
"""How much of what is said of two faults is the same where they are taken for one."""


def main() -> int:
    """Exit code 1 where a history failed."""
    parser = argparse.ArgumentParser(prog="exchange_chaos")
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--count", type=int, default=20, help="how many histories")
    parser.add_argument("--length", type=int, default=LENGTH, help="steps of each")
    parser.add_argument("--everybody", action="store_true", help="the whole county in each")
    parser.add_argument("--shrink", action="store_true", help="cut a failing history down")
    asked = parser.parse_args()
    os.environ["KONGCHUO_BUNDLED_FONTS"] = "1"
    failed = clean = entries = packages = 0
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as work:
        template = build_template(Path(work) / "template")
        folder = Path(work) / "样例 资料"
        for seed in range(asked.first, asked.first + asked.count):
            history = history_of(seed, asked.length, everybody=asked.everybody or None)
            outcome = try_out(folder, template, seed, history)
            failed += bool(outcome.fault)
            clean += not outcome.fault
            entries += outcome.entries
            packages += outcome.packages
            print(f"{seed}: {outcome.fault or 'ok'}; {clean} clean, {packages} packages, "
                  f"{entries} entries", flush=True)
            if outcome.fault and asked.shrink:
                start = outcome.fault[:ALIKE]
                short = shrink_history(folder, template, seed, history,
                                       lambda fault, start=start: fault.startswith(start))
                print(f"    {short.cast}", *short.steps, sep="\n    ", flush=True)
    return failed > 0


if __name__ == "__main__":
    raise SystemExit(main())
