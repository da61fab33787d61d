"""控辍保学 desktop: an offline program for schools that must keep every child in class."""

import os

__version__ = "0.1.0"

# Names are found by every reading of each character; its dictionary of phrases would take 43 MB.
os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")
