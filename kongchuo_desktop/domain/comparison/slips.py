"""Slips of the pen: numbers one place apart, names one character apart, days turned about."""

from functools import lru_cache
from typing import Final

from kongchuo_desktop.domain import names, pinyin

_ALIKE: Final = (
    "未末 己已巳 士土 日曰 天夭 王玉 千干于 大太犬 木术本 人入八 刀力 田由甲申 白百 午牛 目自 今令 "
    "晴睛清 莹萤荧 桦烨 昊吴 杨扬 侯候 冯马 戴载 折拆析 薄簿 兰三 心必 开井 元无 万方 历厉 丹舟 "
    "乌鸟 卫工 友反 丰非 予子 云去 仓仑 化代 凡几 凤风 古吉 石右 占古 叶汁 史吏 冬东 冉再 永水 "
    "汪江 沈沉 沐沭 泽译 洁浩 浙淅 涛淘 淇琪 渝谕 溪奚 瑞端 珍诊 玲铃 琳淋 瑛英 璐路 畅扬 皓浩 "
    "睿容 祥详 祺棋 秀香 科料 立丘 竞竟 笑芙 红江 纪记 练炼 罗岁 耀跃 聪总 育盲 胜肤 茜西 荣莱 "
    "莉利 菁青 菲韭 萍苹 蓉容 薇微 裕谷 谦歉 贝见 贤坚 赞攒 轩杆 辉晖 迪油 远元 邦帮 郝赫 郭敦 "
    "钰玉 钧钩 铭名 锐悦 锦绵 阳阴 雅稚 雪雷 霖森 静净 韵韩 颖颍 飞气 馨声 骏俊 鸿鸣 麒其 龙尤 "
    "𠮷吉 喆哲 堃坤 淼森 犇牛"
)
_LONG: Final = 8
"""Characters of a name from which on two of them may differ."""
_GROUPS: Final = tuple(map(frozenset, _ALIKE.split()))


def one_slip(one: str, other: str) -> bool:
    """Whether a number is another with one place wrong, two neighbours changed over, or one place
    lost or written twice."""
    if abs(len(one) - len(other)) > 1 or one == other:
        return False
    # What both begin with is looked for by halves: most numbers share the place and the birthday.
    at, end = 0, min(len(one), len(other))
    while at < end:
        middle = (at + end + 1) // 2
        if one[:middle] == other[:middle]:
            at = middle
        else:
            end = middle - 1
    if len(one) > len(other):
        return one[at + 1:] == other[at:]
    if len(one) < len(other):
        return one[at:] == other[at + 1:]
    if one[at + 1:] == other[at + 1:]:
        return True
    return one[at:at + 2] == other[at:at + 2][::-1] and one[at + 2:] == other[at + 2:]


def kept_by_a_slip(number: str) -> tuple[str, ...]:
    """Pieces of a number of which one slip leaves at least one whole, wherever it is."""
    return (number[:14], number[-8:], number[:10] + number[-4:], number[:9] + number[-7:],
            number[:13] + number[-3:])


def kept_by_a_character(name: str) -> tuple[tuple[int, str], ...]:
    """Pieces of a name of which one that is ``one_character_apart`` shares at least one."""
    if len(name) < _LONG:
        return tuple((at, name[:at] + name[at + 1:]) for at in range(len(name)))
    return ((len(name), ""),)


def one_character_apart(one: str, other: str) -> bool:
    """Whether two names may be one, of which a character was misheard, misread or lost.

    In a name of two characters it must look or sound like the other; of a long name, as those that
    are written by their sound, a quarter may differ.
    """
    if len(one) != len(other) or len(one) < 2:
        return False
    apart = [pair for pair in zip(one, other, strict=True) if pair[0] != pair[1]]
    if len(one) > 2:
        return 0 < len(apart) <= max(1, 2 * len(one) // _LONG)
    return len(apart) == 1 and alike(*apart[0])


@lru_cache(4096)
def alike(one: str, other: str) -> bool:
    """Whether two characters look alike, sound alike, or one of them was lost in a computer."""
    if names.lost_characters(one) or names.lost_characters(other):
        return True
    if any(one in group and other in group for group in _GROUPS):
        return True
    return not set(pinyin.search_keys(one)[1:]).isdisjoint(
        key for key in pinyin.search_keys(other)[1:] if len(key) > 1)


def turned_about(one: str, other: str) -> bool:
    """Whether of two ISO days month and day changed places."""
    return one != other and one == f"{other[:4]}-{other[8:]}-{other[5:7]}"
