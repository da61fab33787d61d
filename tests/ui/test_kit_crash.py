"""The crash log names places, never people, and the same fault has the same code."""

from datetime import datetime
from pathlib import Path

from kongchuo_desktop.crash import KEEP_BYTES, CrashHandler, crash_code, describe

NOW = datetime.fromisoformat("2026-09-17T16:41")


def raised(name: str) -> Exception:
    pupil = name
    try:
        try:
            raise KeyError(pupil)
        except KeyError as cause:
            raise ValueError(f"no such pupil {pupil}") from cause
    except ValueError as error:
        return error


def test_the_log_has_the_places_and_no_names(tmp_path: Path) -> None:
    shown: list[tuple[str, str]] = []
    handler = CrashHandler(tmp_path / "记录" / "crash.log", lambda: NOW)
    handler.show = lambda code, details: shown.append((code, details))
    handler.handle(raised("石小满"))
    text = handler.log.read_text(encoding="utf-8")
    assert "石小满" not in text
    assert "石小满" not in shown[0][1]
    assert "ValueError" in text
    assert "KeyError" in text
    assert "test_kit_crash.py" in text
    assert str(tmp_path) not in text
    assert shown[0][0] in text


def test_the_code_is_that_of_the_place() -> None:
    assert crash_code(describe(raised("石小满"))) == crash_code(describe(raised("罗一鸣")))
    assert crash_code(describe(ValueError())) != crash_code(describe(KeyError()))


def test_a_long_log_starts_anew(tmp_path: Path) -> None:
    handler = CrashHandler(tmp_path / "crash.log", lambda: NOW)
    handler.log.write_text("x" * (KEEP_BYTES + 1), encoding="utf-8")
    handler.handle(ValueError())
    assert handler.log.stat().st_size < 1000


def test_a_log_that_cannot_be_written_still_shows(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("", encoding="utf-8")
    shown: list[str] = []
    handler = CrashHandler(blocked / "crash.log", lambda: NOW)
    handler.show = lambda code, details: shown.append(code)
    handler.handle(ValueError())
    assert len(shown) == 1
