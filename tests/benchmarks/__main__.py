"""``python tests/benchmarks [--full] [NAME …]``: each figure as time and as ratio to a baseline.

With ``--full`` a county is measured in its whole size, for which it takes ten minutes more.
Nothing is asserted. Only ratios taken in one run can be compared from machine to machine.
"""

import os
import sys
import tempfile
from pathlib import Path

import comparison
import county
import county_packages
import county_stores
import daily
import duties
import imports
import packages
import papers
import search
import window

SUBJECTS = {"imports": imports, "duties": duties, "search": search, "packages": packages,
            "papers": papers, "window": window, "daily": daily, "county": county,
            "county_packages": county_packages, "comparison": comparison}
_OF_A_COUNTY = frozenset({"county", "county_packages"})


# Windows are painted, not shown, unless somebody wants to see them.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


def main(names: list[str]) -> int:
    """Print the figures of the subjects named, of all where none is."""
    full = "--full" in names
    names = [name for name in names if name != "--full"]
    unknown = [name for name in names if name not in SUBJECTS]
    if unknown:
        print(f"no such subject: {', '.join(unknown)}; there are {', '.join(SUBJECTS)}",
              file=sys.stderr)
        return 2
    print(f"{'':<44}{'median':>15}   {'ratio':>8}   {'baseline':>14}")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as work:
        for name in names or SUBJECTS:
            module = SUBJECTS[name]
            of_county = (county_stores.FULL,) if full and name in _OF_A_COUNTY else ()
            for figure in module.figures(Path(work), *of_county):
                print(figure, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
