"""Names, addresses, numbers, pictures and sentences that are obviously invented, for specimens."""

from functools import lru_cache
from io import BytesIO

from PIL import Image, ImageDraw

from kongchuo_desktop.domain.identity import check_digit

LONG_NAME = "阿卜杜热合曼·麦麦提艾力江努尔"
RARE_NAME = "䶮𠮷㛃"
_GIVEN = "一二三四五六七八九十甲乙丙丁戊己庚辛壬癸"
_SURNAMES = "张李王赵陈林周吴郑孙"
_TOLD = "老师到家里看望，家长说孩子跟亲戚在县城帮工，学校答应补课并减免费用，商定下周一送回学校；"
_PLACE = ("云岭阿合奇柯尔克孜自治县阿合奇塔吉克民族乡喀拉布拉克村第三村民小组"
          "易地扶贫搬迁集中安置点十二号楼三单元")


def name(n: int) -> str:
    """``样小张``, ``样一李`` …: no two of two hundred alike."""
    if n == 0:
        return "样小张"
    return f"样{_GIVEN[n // len(_SURNAMES) % len(_GIVEN)]}{_SURNAMES[n % len(_SURNAMES)]}"


def identity_number(n: int, *, born: str = "20130506") -> str:
    """A number with the right last character, of an area that does not exist."""
    body = f"990102{born}{(2 * n + 1) % 1000:03d}"
    return body + check_digit(body)


def address(n: int, *, length: int = 0) -> str:
    """A place that is nowhere; exactly ``length`` characters where one is asked for."""
    if length:
        return (_PLACE * 2)[:length - 4] + "101号"
    return f"青石镇河东村{'一二三四五'[n % 5]}组"


def sentence(length: int) -> str:
    """So many characters of something that could have been written on a visit."""
    return (_TOLD * (length // len(_TOLD) + 1))[:length - 1] + "。"


@lru_cache(maxsize=1)
def portrait() -> bytes:
    """A drawn head that is nobody's, as JPEG."""
    picture = Image.new("L", (300, 400), 225)
    draw = ImageDraw.Draw(picture)
    draw.ellipse((100, 80, 200, 200), fill=150)
    draw.pieslice((50, 220, 250, 560), 180, 360, fill=150)
    data = BytesIO()
    picture.save(data, "JPEG", quality=80)
    return data.getvalue()
