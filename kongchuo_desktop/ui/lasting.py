"""Keeps None, True and False alive under PySide6 6.12 on Python 3.11.

From Python 3.12 on these objects are immortal, and shiboken 6.12 relies on it: every virtual method
in Python that returns nothing and every bool sent through a signal drops one reference too many. On
3.11 the interpreter then stops with “deallocating None” after some thousands of paint events. A
margin that no session can use up makes them last there too.
"""

import sys

MARGIN = 1 << 40
"""References added; a million lost each second would last for twelve days."""


def make_constants_last() -> None:
    """Add the margin once; does nothing where the interpreter needs none."""
    if sys.version_info >= (3, 12) or sys.getrefcount(None) > MARGIN:
        return
    import ctypes

    for constant in (None, True, False):
        ctypes.c_ssize_t.from_address(id(constant)).value += MARGIN
