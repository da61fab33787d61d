"""The command line: the same operations without a window, and the way into the window."""

import io
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from kongchuo_desktop import platform
from kongchuo_desktop.cli import (
    attendance,
    calendar,
    cases,
    exchange,
    papers,
    policies,
    roster,
    stores,
)
from kongchuo_desktop.cli.call import Call, UsageError
from kongchuo_desktop.cli.parser import Parser, root
from kongchuo_desktop.crash import CrashHandler
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.store.store import Now, local_now

DONE, MISUSED, REFUSED = 0, 2, 3
CRASH_LOG = "crash.log"

_SUBJECTS = (stores, policies, calendar, roster, attendance, cases, papers, exchange)


def main(argv: Sequence[str] | None = None, *, now: Now = local_now) -> int:
    """Does what the words say; without words it opens the window.

    Returns:
        0 done, 2 the words are wrong, 3 refused or not possible (cli.md).
    """
    words = list(sys.argv[1:] if argv is None else argv)
    _speak_utf8()
    if not words:
        return open_window(None)
    parser = build_parser()
    try:
        args = parser.parse_args(words)
    except SystemExit as ended:
        return DONE if ended.code is None else int(ended.code)
    return _run(parser, Call(args, now, open_window))


def build_parser() -> Parser:
    """All commands with their help."""
    parser, commands = root()
    for subject in _SUBJECTS:
        subject.add_commands(commands)
    return parser


def open_window(folder: Path | None) -> int:
    """The window, on the store in a folder where one is named; Qt is loaded only here."""
    from kongchuo_desktop.ui import app

    return app.main([str(folder)] if folder is not None else [])


def _run(parser: Parser, call: Call) -> int:
    handler = CrashHandler(platform.data_folder() / CRASH_LOG, call.now)
    handler.show = lambda code, _: print(
        f"程序出错了（代号{code}），没有做完。数据没有坏。请把代号和{handler.log}交给维护的人。",
        file=sys.stderr)
    try:
        call.args.run(call)
    except UsageError as error:
        print(f"命令写得不对：{error}", file=sys.stderr)
        return MISUSED
    except KnownError as error:
        _refuse(call, error)
        return REFUSED
    except Exception as error:  # noqa: BLE001 -- the crash handler: no traceback reaches a person
        handler.handle(error)
        return REFUSED
    finally:
        call.close()
    return call.code


def _refuse(call: Call, error: KnownError) -> None:
    print(error.message, file=sys.stderr)
    if call.args.json:
        print(json.dumps({"error": {"code": error.code, "sentence": error.message}},
                         ensure_ascii=False))


def _speak_utf8() -> None:
    """What is written is UTF-8 whatever the computer's code page says (cli.md)."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
