"""The window: the only part that knows Qt."""

from kongchuo_desktop.ui.lasting import make_constants_last

make_constants_last()
