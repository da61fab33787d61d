"""``python -m kongchuo_desktop`` and the frozen program: the same as ``kongchuo-desktop``."""

import sys

from kongchuo_desktop.cli import main

if __name__ == "__main__":
    sys.exit(main())
