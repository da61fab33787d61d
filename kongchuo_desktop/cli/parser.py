"""argparse in Chinese: help, groups and complaints, and the types of what is typed."""

import argparse
import re
import sys
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, NoReturn

from kongchuo_desktop.domain.dates import parse_iso

PROGRAM = "kongchuo-desktop"
YEARS = range(2000, 2100)
"""Years that a date of the school's work may have; anything else is a slip of the fingers."""
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")
_LONGEST = 40

_COMPLAINTS: Mapping[str, str] = {
    r"the following arguments are required: (.*)": "还缺{0}。",
    r"unrecognized arguments: (.*)": "看不懂“{0}”。",
    r"argument (.*?): invalid choice: (.*?) \(choose from (.*)\)": "{0}不能写{1}，可以写：{2}。",
    r"argument (.*?): expected one argument": "{0}后面要写一个值。",
    r"argument (.*?): expected at least one argument": "{0}后面至少要写一个值。",
    r"argument (.*?): not allowed with argument (.*)": "{0}和{1}只能写一个。",
    r"argument (.*?): ignored explicit argument (.*)": "{0}后面不写值。",
    r"argument (.*?): invalid int value: (.*)": "{0}要写整数，{1}不是。",
    r"one of the arguments (.*) is required": "{0}要写一个。",
    r"argument (.*?): (.*)": "{0}：{1}",
}
"""What argparse says → how we say it; what is not here gets a general sentence."""


class _Help(argparse.RawDescriptionHelpFormatter):
    """Help with a Chinese head and room for wide characters."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=32, width=96)

    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, "用法：" if prefix is None else prefix)


class Parser(argparse.ArgumentParser):
    """One command; its complaints are Chinese sentences on standard error and exit 2."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(add_help=False, allow_abbrev=False, formatter_class=_Help, **settings)
        self._given = self.add_argument_group("要写的")
        self._options = self.add_argument_group("选项")
        self.add_argument("-h", "--help", action="help", help="显示这份说明")

    def add_argument(self, *names: str, **settings: Any) -> argparse.Action:
        group = self._options if names[0].startswith("-") else self._given
        return group.add_argument(*names, **settings)

    def add_choice_of(self, *, required: bool = True) -> "argparse._MutuallyExclusiveGroup":
        """A group of options of which exactly one must be given, or one may be."""
        return self._options.add_mutually_exclusive_group(required=required)

    def error(self, message: str) -> NoReturn:
        print(self.format_usage().rstrip(), file=sys.stderr)
        print(f"命令写得不对：{_chinese(message)}", file=sys.stderr)
        print(f"写“{self.prog} --help”看说明。", file=sys.stderr)
        raise SystemExit(2)


def _chinese(message: str) -> str:
    for pattern, sentence in _COMPLAINTS.items():
        found = re.fullmatch(pattern, message, re.DOTALL)
        if found:
            return sentence.format(*(part.replace("'", "") for part in found.groups()))
    return "请核对写法。"


class Commands:
    """The commands of one level, and how to add one."""

    def __init__(self, parser: Parser) -> None:
        self._level = parser.add_subparsers(
            title="可以做的事", metavar="命令", required=True, parser_class=Parser)

    def add(self, name: str, said: str, *, more: str = "") -> Parser:
        """A command; ``said`` is one line, ``more`` stands below its options."""
        parser: Parser = self._level.add_parser(name, help=said, description=said, epilog=more)
        _add_common(parser)
        return parser

    def level(self, name: str, said: str) -> "Commands":
        """A command that has commands of its own, such as ``policy``."""
        return Commands(self._level.add_parser(name, help=said, description=said))


def root() -> tuple[Parser, Commands]:
    """The program itself and its commands."""
    parser = Parser(
        prog=PROGRAM, description="控辍保学：不写命令时打开窗口；写命令时做一件事就结束。",
        epilog="环境变量：KONGCHUO_STORE代替--store，KONGCHUO_PASSWORD代替--password-file。\n"
        "结束时的代码：0 办好了；2 命令写得不对；3 没有办成（标准错误里有一句中文说明）。\n"
        "每个命令后面写 --help 看它的说明。")
    _add_common(parser, absent=None)
    return parser, Commands(parser)


def _add_common(parser: Parser, *, absent: Any = argparse.SUPPRESS) -> None:
    """The options of every call; they may stand before the command or behind it."""
    parser.add_argument("--store", metavar="文件夹", default=absent, help="数据所在的文件夹")
    parser.add_argument("--password-file", metavar="文件", default=absent,
                        help="第一行是口令的文本文件")
    parser.add_argument("--json", action="store_true", default=absent,
                        help="在标准输出写一个JSON（UTF-8），给别的程序用")


def words(said: Mapping[str, str], title: str) -> str:
    """A closed set of words for the foot of a help page."""
    return f"{title}：" + "、".join(f"{word}（{name}）" if name else word
                                   for word, name in said.items())


def day(text: str) -> date:
    """The type of a date option, ``YYYY-MM-DD`` of a year in ``YEARS``."""
    try:
        found = date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        found = None
    if found is None or found.year not in YEARS:
        raise argparse.ArgumentTypeError(f"“{_short(text)}”不是日期，写成2026-09-17这样。")
    return found


def birth_day(text: str) -> str:
    """The type of a date of birth: a day, or a month where only that is known."""
    try:
        return parse_iso(text).iso
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"“{_short(text)}”不是日期，写成2013-05-06；只知道月份就写2013-05。") from None


def month(text: str) -> str:
    """The type of a month option, ``YYYY-MM``."""
    if not _MONTH.fullmatch(text) or int(text[:4]) not in YEARS:
        raise argparse.ArgumentTypeError(f"“{_short(text)}”不是月份，写成2026-09这样。")
    return text


def number(least: int, most: int) -> Callable[[str], int]:
    """The type of an option that takes a whole number of a range."""

    def read(text: str) -> int:
        if not re.fullmatch(r"[0-9]{1,9}", text) or not least <= int(text) <= most:
            raise argparse.ArgumentTypeError(f"“{_short(text)}”不行，写{least}到{most}的整数。")
        return int(text)

    return read


def _short(text: str) -> str:
    """What was typed, as far as a sentence can hold it."""
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "…"
