"""Where the program finds what it ships, from source and frozen alike."""

import sys
from pathlib import Path

_ROOT = Path(getattr(sys, "_MEIPASS", Path(__file__).resolve().parent.parent))

RESOURCES = _ROOT / "resources"
FORMS = _ROOT / "forms"
POLICIES = RESOURCES / "policies"
LAWS = RESOURCES / "laws"
CALENDARS = RESOURCES / "calendars"
FONTS = RESOURCES / "fonts"
ICONS = RESOURCES / "icons"
STYLE = RESOURCES / "style"
HELP = RESOURCES / "help"
