"""The command line: the same operations without a window, and the way into the window."""

import io
import sys
from collections.abc import Sequence

from kongchuo_desktop.cli.window import open_window
from kongchuo_desktop.clock import Now, local_now
from kongchuo_desktop.errors import KnownError


def main(argv: Sequence[str] | None = None, *, now: Now = local_now) -> int:
    """Does what the words say; without words it opens the window.

    Returns:
        0 done, 2 the words are wrong, 3 refused or not possible (cli.md).
    """
    words = list(sys.argv[1:] if argv is None else argv)
    _speak_utf8()
    if not words:
        try:
            return open_window()
        except KnownError as error:
            print(error.message, file=sys.stderr)
            return 3
    # Opening the window must not wait for what only the commands need.
    from kongchuo_desktop.cli.commands import run

    return run(words, now=now)


def _speak_utf8() -> None:
    """What is written is UTF-8 whatever the computer's code page says (cli.md)."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
