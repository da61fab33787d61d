"""The square code: what it says and that what it says is understood."""

import pytest
import zxingcpp
from PIL import Image

from kongchuo_desktop.papers.qr import code_words, modules, read_words


@pytest.mark.parametrize("number", ["义劝通字〔2026〕第七1-3号", "", "青校:1号", "字" * 40])
def test_a_reader_finds_number_and_code(number: str) -> None:
    side, bits = modules(code_words(number, "6278 8633"))
    wide = -(-side // 8) * 8
    rows = [bin(int(bits[at : at + wide // 4], 16))[2:].zfill(wide)[:side]
            for at in range(0, len(bits), wide // 4)]
    image = Image.new("L", (side + 8, side + 8), 255)
    for y, row in enumerate(rows):
        for x, module in enumerate(row):
            image.putpixel((x + 4, y + 4), 0 if module == "1" else 255)
    (read,) = zxingcpp.read_barcodes(image.resize((4 * side, 4 * side), Image.Resampling.NEAREST))
    assert read_words(read.text) == (number, "6278 8633")


@pytest.mark.parametrize("words", ["", "KC1", "KC1:", "KC2:a:b", "https://a.org/a:b", "KC1:x:"])
def test_another_code_is_none_of_ours(words: str) -> None:
    assert read_words(words) is None
