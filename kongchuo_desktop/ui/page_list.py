"""The pages of the window, in the order of its sidebar, each with the roles that have it."""

from kongchuo_desktop.ui.page import PageSpec
from kongchuo_desktop.ui.pages.attendance import AttendancePage
from kongchuo_desktop.ui.pages.bureau import GridPage
from kongchuo_desktop.ui.pages.cases import CasesPage
from kongchuo_desktop.ui.pages.importing import ImportPage
from kongchuo_desktop.ui.pages.inbox import InboxPage
from kongchuo_desktop.ui.pages.papers import PapersPage
from kongchuo_desktop.ui.pages.papers_register import RegisterPage
from kongchuo_desktop.ui.pages.pupil import PupilPage
from kongchuo_desktop.ui.pages.returns import ReturnsPage
from kongchuo_desktop.ui.pages.roster import RosterPage
from kongchuo_desktop.ui.pages.settings import SettingsPage
from kongchuo_desktop.ui.pages.today import TodayPage

TEACHING = frozenset({"class", "school"})
SCHOOL = frozenset({"school"})
BUREAU = frozenset({"bureau"})
SUPERIOR = SCHOOL | BUREAU


def page_specs(role: str) -> list[PageSpec]:
    """The pages of a role: 班主任, 学校 (all that and its classes' packages), or 局."""
    roster = PageSpec("roster", "花名册", "users", RosterPage)
    cases = PageSpec("cases", "个案", "folder-open", CasesPage)
    inbox = PageSpec("inbox", "收包", "inbox", InboxPage, roles=SUPERIOR)
    teaching = [
        PageSpec("today", "今日", "sun", TodayPage, roles=TEACHING),
        PageSpec("attendance", "考勤", "clipboard-check", AttendancePage, roles=TEACHING),
        roster,
        cases,
        PageSpec("papers", "文书", "file-text", PapersPage, roles=TEACHING),
        PageSpec("returns", "报送", "package", ReturnsPage, roles=TEACHING),
        inbox,
        PageSpec("grid", "各班月报", "layout-grid", GridPage, roles=SCHOOL, rail="月报"),
    ]
    bureau = [
        PageSpec("grid", "各校月报", "layout-grid", GridPage, roles=BUREAU, rail="月报"),
        inbox,
        cases,
        roster,
    ]
    shared = [
        PageSpec("pupil", "一生一档", "user-round", PupilPage, "hidden", parent="roster"),
        PageSpec("import", "导入花名册", "upload", ImportPage, "hidden", TEACHING, parent="roster"),
        PageSpec(
            "paper_register", "发出登记簿", "book-open", RegisterPage, "hidden", TEACHING,
            parent="papers",
        ),
        PageSpec("settings", "设置", "settings", SettingsPage, "lower"),
    ]  # fmt: skip
    main = bureau if role == "bureau" else teaching
    return [page for page in (*main, *shared) if page.for_role(role)]
