"""报送清单: what goes with a package on the stick says the same as the file and both computers."""

import hashlib
from pathlib import Path

import pytest
from joined_stores import Bench
from people import DESK, SCHOOL
from PySide6.QtPdf import QPdfDocument

from kongchuo_desktop.operations.going_down import down_packages
from kongchuo_desktop.operations.handover import down_sheet, handover_sheet
from kongchuo_desktop.operations.sent import sent_packages
from kongchuo_desktop.operations.taking_in import taken_packages
from kongchuo_desktop.operations.trust import machine_keys
from kongchuo_desktop.store.store import Store

Two = tuple[Bench, Store, Store]


@pytest.fixture
def two(bench: Bench) -> Two:
    """A school that joined its bureau."""
    school, bureau = bench.open("school"), bench.open("bureau")
    bench.join(school, bench.kit(bureau, school=SCHOOL))
    return bench, school, bureau


def _lines(pdf: bytes, folder: Path) -> list[str]:
    file = folder / "清单.pdf"
    file.write_bytes(pdf)
    document = QPdfDocument(None)  # type: ignore[call-overload]
    assert document.load(str(file)) == QPdfDocument.Error.None_
    assert document.pageCount() == 1
    text = document.getAllText(0).text()
    document.close()
    return ["".join(line.split()) for line in str(text).splitlines()]


def test_the_sheet_tells_the_file_that_lies_on_the_stick(two: Two, qapp: object) -> None:
    bench, school, bureau = two
    path = bench.up(school)
    (sent,) = sent_packages(school)
    lines = _lines(handover_sheet(school, sent=sent), bench.folder)
    short = hashlib.sha256(path.read_bytes()).hexdigest()[:8]
    assert "报送内容2026年9月月报封装时间2026年9月17日08:00" in lines
    assert f"文件名{path.name}" in lines
    assert any(line.endswith(f"文件码{short}") for line in lines)
    assert f"核对码{machine_keys(school).public.check_code.replace(' ', '')}制作人陶主任" in lines
    assert "3在办个案0人零报告" in lines
    assert "报送单位盖章接收单位盖章" in lines
    bench.take(bureau, path)
    assert [about["sha256"][:8] for about in taken_packages(bureau)] == [short]


def test_so_does_the_sheet_of_what_goes_down(two: Two, qapp: object) -> None:
    bench, school, bureau = two
    bench.take(bureau, bench.up(school))
    (sent,) = down_packages(bureau, actor=DESK, folder=bench.folder)
    lines = _lines(down_sheet(bureau, sent=sent), bench.folder)
    assert lines[0] == "下发清单"
    assert f"下发单位云岭县教育局接收单位{school.header.unit_name}" in lines
    assert "1回执1份" in lines
    assert not any("更正" in line and "0" in line for line in lines)
    short = hashlib.sha256(sent.path.read_bytes()).hexdigest()[:8]
    assert any(line.endswith(f"文件码{short}") for line in lines)
