"""Photos made fit to be kept: upright, small, bare of metadata; what is none is refused."""

import contextlib
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from photos import PDF, photo_file
from PIL import Image

from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations import pictures
from kongchuo_desktop.operations.pictures import LONG_EDGE, PHOTO_MOST, WHOLE, arranged, fit_picture

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:PIL")
"""What its decoders say about bytes that are not what they should be."""
KINDS = ("JPEG", "PNG", "WEBP", "BMP", "TIFF")


def opened(data: bytes) -> Image.Image:
    image = Image.open(BytesIO(data))
    image.load()
    return image


def refused(data: bytes, name: str = "照片.jpg") -> KnownError:
    with pytest.raises(KnownError) as found:
        fit_picture(data, name)
    assert name in found.value.sentence
    assert found.value.todo
    return found.value


def telling(orientation: Any = 1, taken: Any = "2026:09:13 18:20:11") -> Image.Exif:
    """What a telephone writes into a photo, the place included."""
    exif = Image.Exif()
    exif[0x010F] = "SomePhone"
    exif[0x0112] = orientation
    exif.get_ifd(0x8769)[0x9003] = taken
    exif.get_ifd(0x8825)[2] = (40.0, 17.0, 5.0)
    return exif


def corner(size: tuple[int, int] = (120, 80)) -> Image.Image:
    """Black, its upper left corner white."""
    image = Image.new("RGB", size)
    image.paste("white", (0, 0, size[0] // 2, size[1] // 2))
    return image


def written(image: Image.Image, kind: str = "JPEG", **more: Any) -> bytes:
    out = BytesIO()
    image.save(out, kind, **more)
    return out.getvalue()


@pytest.mark.parametrize("kind", KINDS)
def test_every_usual_kind_becomes_a_jpeg(kind: str) -> None:
    found = fit_picture(photo_file(kind=kind), "院子")
    assert (found.kind, opened(found.data).format) == ("photo", "JPEG")
    assert fit_picture(photo_file(kind=kind), "院子") == found


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16", "CMYK"])
def test_every_mode_is_drawn_on_white(mode: str) -> None:
    data = written(Image.new(mode, (30, 20)), "TIFF" if mode == "CMYK" else "PNG")
    assert opened(fit_picture(data, "图").data).mode == "RGB"


def test_what_is_transparent_is_white() -> None:
    data = written(Image.new("RGBA", (30, 20), (0, 0, 0, 0)), "PNG")
    assert opened(fit_picture(data, "图").data).getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.parametrize(("orientation", "x", "y"), [
    (1, 0, 0), (2, 1, 0), (3, 1, 1), (4, 0, 1), (5, 0, 0), (6, 1, 0), (7, 1, 1), (8, 0, 1),
    (99, 0, 0),
])
def test_a_photo_stands_as_it_was_taken(orientation: Any, x: int, y: int) -> None:
    image = opened(fit_picture(written(corner(), exif=telling(orientation)), "a").data)
    assert image.size == ((80, 120) if orientation in (5, 6, 7, 8) else (120, 80))
    place = ((image.width - 1) * x or 3, (image.height - 1) * y or 3)
    light = image.convert("L").getpixel((min(place[0], image.width - 4),
                                         min(place[1], image.height - 4)))
    assert isinstance(light, int)
    assert light > 200


def test_nothing_the_camera_wrote_is_kept_but_the_day() -> None:
    data = written(corner(), exif=telling(), comment=b"Guo Xiaojun",
                   xmp=b"<x>secret</x>", icc_profile=b"profile")
    found = fit_picture(data, "a.jpg")
    assert found.taken == date(2026, 9, 13)
    image = opened(found.data)
    assert dict(image.getexif()) == {}
    assert not image.info.keys() & {"exif", "comment", "xmp", "icc_profile", "gps"}
    assert not any(word in found.data for word in (b"SomePhone", b"Guo", b"secret", b"profile"))


@pytest.mark.parametrize("taken", ["", "0000:00:00 00:00:00", "yesterday", "1970:01:01", 7])
def test_a_day_that_is_none_is_not_guessed(taken: Any) -> None:
    assert fit_picture(written(corner(), exif=telling(taken=str(taken))), "a").taken is None


def test_a_large_photo_is_scaled_down_and_light_enough() -> None:
    noise = Image.effect_noise((2400, 1500), 90).convert("RGB")
    found = fit_picture(written(noise, quality=95), "a.jpg")
    assert len(found.data) <= PHOTO_MOST
    image = opened(found.data)
    assert max(image.size) <= LONG_EDGE
    assert image.width / image.height == pytest.approx(1.6, abs=0.01)


def test_a_plain_photo_keeps_its_long_edge() -> None:
    image = opened(fit_picture(photo_file(size=(4000, 3000)), "a").data)
    assert image.size == (1600, 1200)


def test_a_telephones_largest_photo_is_taken() -> None:
    """200 million pixels, decoded at an eighth; as PNG they would have to be unpacked whole."""
    gray = Image.new("L", (16320, 12240), 128)
    assert opened(fit_picture(written(gray), "a.jpg").data).size == (1600, 1200)
    assert refused(written(gray, "PNG")).code == "picture_too_large"


def test_a_scan_is_kept_as_it_is() -> None:
    found = fit_picture(PDF, "回证.pdf")
    assert (found.kind, found.data, found.taken) == ("scan", PDF, None)
    assert refused(PDF[:-8]).code == "picture_broken"
    assert refused(b"%PDF-1.7" + bytes(pictures.SCAN_MOST) + b"%%EOF").code == "picture_too_large"


@pytest.mark.parametrize(("data", "code"), [
    (b"", "empty"), (b"hello", "picture_kind"), (b"PK\x03\x04" + bytes(99), "picture_kind"),
    (b"GIF89a" + bytes(99), "picture_kind"),
    (b"\0\0\0\x18ftypheic" + bytes(99), "picture_heic"),
    (b"\xff\xd8\xff\xe0" + bytes(9), "picture_broken"),
])
def test_what_is_no_photo_is_refused_in_words(data: bytes, code: str) -> None:
    assert refused(data).code == code


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_half_a_photo_is_refused(kind: str) -> None:
    noise = Image.effect_noise((300, 200), 90).convert("RGB")
    data = written(noise, kind)
    assert refused(data[:len(data) // 2]).code == "picture_broken"


@settings(max_examples=120, deadline=None)
@given(kind=st.sampled_from(KINDS), places=st.lists(
    st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), min_size=1, max_size=12))
def test_damaged_bytes_never_bring_it_down(kind: str, places: list[tuple[float, int]]) -> None:
    data = bytearray(written(corner((24, 16)), kind, **(
        {"exif": telling(6)} if kind != "BMP" else {})))
    for place, value in places:
        data[int(place * len(data))] = value
    with contextlib.suppress(KnownError):
        assert len(fit_picture(bytes(data), "a").data) <= PHOTO_MOST


def halves() -> bytes:
    """White above, black below."""
    image = Image.new("RGB", (300, 200), "white")
    image.paste("black", (0, 100, 300, 200))
    out = BytesIO()
    image.save(out, "JPEG", quality=95)
    return out.getvalue()


def test_a_picture_as_it_is_keeps_its_bytes() -> None:
    data = halves()
    assert arranged(data, turns=4, part=WHOLE) is data


def test_a_picture_is_turned_to_the_right_and_then_cut() -> None:
    turned = opened(arranged(halves(), turns=1))
    assert turned.size == (200, 300)
    assert turned.getpixel((10, 150))[0] < 20, "what was below is now at the left"  # type: ignore[index]
    assert turned.getpixel((190, 150))[0] > 235  # type: ignore[index]
    part = opened(arranged(halves(), turns=1, part=(0.5, 0.0, 1.0, 0.5)))
    assert part.size == (100, 150)
    assert part.getpixel((50, 75))[0] > 235  # type: ignore[index]
