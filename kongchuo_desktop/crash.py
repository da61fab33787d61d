"""The last net: an unexpected error becomes a log without names and a sentence for the person."""

import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from types import TracebackType

from kongchuo_desktop import __version__

KEEP_BYTES = 256_000
"""A log longer than this is started anew."""


def describe(error: BaseException) -> str:
    """Types and places of an error and its causes; never its words, which may hold names."""
    # Loaded when it is needed, which should be never.
    import traceback

    lines: list[str] = []
    seen: BaseException | None = error
    while seen is not None:
        lines.append(type(seen).__name__)
        for frame in traceback.extract_tb(seen.__traceback__):
            lines.append(f"  {Path(frame.filename).name}:{frame.lineno} {frame.name}")
        seen = seen.__cause__ or seen.__context__
    return "\n".join(lines)


def crash_code(text: str) -> str:
    """Six letters that are the same for the same fault, to be read out over the telephone."""
    from hashlib import sha256

    return sha256(text.encode()).hexdigest()[:6].upper()


class CrashHandler:
    """Writes the log and hands (code, details) to whoever can show them; a fault is shown once.

    ``show`` may be set later, when there is a window.
    """

    def __init__(self, log: Path, now: Callable[[], datetime]) -> None:
        self.log, self._now = log, now
        self.show: Callable[[str, str], object] | None = None

    def install(self) -> None:
        """Take the place of ``sys.excepthook``."""
        sys.excepthook = self._hook

    def _hook(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if isinstance(error, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
        else:
            self.handle(error)

    def handle(self, error: BaseException) -> None:
        """Log and show one unexpected error."""
        text = describe(error)
        code = crash_code(text)
        self._write(code, text)
        if self.show is not None:
            self.show(code, f"{text}\n{self.log}")

    def _write(self, code: str, text: str) -> None:
        try:
            self.log.parent.mkdir(parents=True, exist_ok=True)
            long = self.log.exists() and self.log.stat().st_size > KEEP_BYTES
            with self.log.open("w" if long else "a", encoding="utf-8") as file:
                file.write(f"{self._now().isoformat()} {__version__} {code}\n{text}\n\n")
        except OSError:
            # A full or read-only disk must not hide the fault itself from the person.
            pass
