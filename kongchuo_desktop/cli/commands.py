"""Runs one command: all subjects' commands as one parser, and how a call ends."""

import json
import sys
from collections.abc import Sequence

from kongchuo_desktop import platform
from kongchuo_desktop.cli import (
    attendance,
    calendar,
    cases,
    comparison,
    conflicts,
    county,
    dossier,
    exchange,
    indicators,
    inspection,
    leave,
    ledgers,
    machines,
    papers,
    policies,
    replies,
    rescue,
    retention,
    roster,
    school_year,
    stores,
    transfers,
    visits,
)
from kongchuo_desktop.cli.call import DONE, MISUSED, REFUSED, Call, UsageError
from kongchuo_desktop.cli.parser import Parser, root
from kongchuo_desktop.clock import Now
from kongchuo_desktop.crash import CrashHandler
from kongchuo_desktop.errors import KnownError

CRASH_LOG = "crash.log"

_SUBJECTS = (stores, policies, calendar, roster, attendance, leave, cases, visits, papers,
             dossier, inspection, exchange, conflicts, county, comparison, indicators, ledgers,
             machines, transfers, school_year, replies, rescue, retention)


def build_parser() -> Parser:
    """All commands with their help."""
    parser, commands = root()
    for subject in _SUBJECTS:
        subject.add_commands(commands)
    return parser


def run(words: Sequence[str], *, now: Now) -> int:
    """Does what the words say; the result is the exit code of cli.md."""
    try:
        args = build_parser().parse_args(words)
    except SystemExit as ended:  # how argparse ends after --help and after wrong words
        return MISUSED if ended.code else DONE
    call = Call(args, now)
    handler = CrashHandler(platform.data_folder() / CRASH_LOG, now)
    handler.show = lambda code, _: _refuse(call, KnownError(
        "crash", f"程序出错了（代号{code}），没有做完。", kept="已经保存的数据没有坏。",
        todo=f"请把代号和{handler.log}交给维护的人。"))
    try:
        args.run(call)
    except UsageError as error:
        print(f"命令写得不对：{error}", file=sys.stderr)
        return MISUSED
    except KnownError as error:
        _refuse(call, error)
        return REFUSED
    except UnicodeEncodeError:
        # What was typed in another code page arrives as lone surrogates, which nothing can keep.
        _refuse(call, KnownError("text_broken", "命令里有字读不出来，多半是编码不对。",
                                 kept="没有改动。", todo="把终端的编码改成UTF-8，再写一遍。"))
        return REFUSED
    except KeyboardInterrupt:
        _refuse(call, KnownError("stopped", "停下了，这一件没有做。", kept="以前的数据没有改动。"))
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
