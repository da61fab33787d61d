"""The pages of the window, in the order of its sidebar, each with the roles that have it."""

from importlib import import_module
from typing import Any

from kongchuo_desktop.ui import pages
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.page import Page, PageSpec

TEACHING = frozenset({"class", "school"})
SCHOOL = frozenset({"school"})
BUREAU = frozenset({"bureau"})
SUPERIOR = SCHOOL | BUREAU


def page_specs(role: str) -> list[PageSpec]:
    """The pages of a role: 班主任, 学校 (all that and its classes' packages), or 局."""
    main = _OF_BUREAU if role == "bureau" else _OF_TEACHING
    return [page for page in (*main, *_SHARED) if page.for_role(role)]


def _spec(key: str, title: str, icon: str, place: str, *more: Any, **named: Any) -> PageSpec:
    """As ``PageSpec``, with the place ``module.Class``: a page is loaded when it is visited."""
    module, name = place.split(".")

    def make(ctx: AppContext) -> Page:
        page: Page = getattr(import_module(f"{pages.__name__}.{module}"), name)(ctx)
        return page

    return PageSpec(key, title, icon, make, *more, **named)


_ROSTER = _spec("roster", "花名册", "users", "roster.RosterPage")
_CASES = _spec("cases", "个案", "folder-open", "cases.CasesPage")
_INBOX = _spec("inbox", "收包", "inbox", "inbox.InboxPage")
_TRANSFERS = _spec("transfers", "转学衔接", "arrow-right-left", "transfers.TransfersPage",
                   roles=SUPERIOR, rail="转学")
_COMPARISON = _spec("comparison", "比对", "list-checks", "comparison.ComparisonPage",
                    roles=SUPERIOR)
_LEDGERS = _spec("ledgers", "台账", "book-open-text", "ledgers.LedgersPage", lasting=True)
_FIGURES = _spec("indicators", "统计", "chart-line", "indicators.IndicatorsPage")
_REPLIES = _spec("replies", "回执与更正", "send", "replies.RepliesPage", roles=SUPERIOR,
                 rail="回执")
_DISAGREEMENTS = _spec("disagreements", "两边不一样", "git-compare",
                       "disagreements.DisagreementsPage", rail="不一样", rare=True)
_GRID = ("layout-grid", "bureau.GridPage")

_OF_TEACHING = (
    _spec("today", "今日", "sun", "today.TodayPage", roles=TEACHING),
    _spec("attendance", "考勤", "clipboard-check", "attendance.AttendancePage", roles=TEACHING),
    _ROSTER,
    _CASES,
    _spec("papers", "文书", "file-text", "papers.PapersPage", roles=TEACHING),
    _spec("returns", "报送", "package", "returns.ReturnsPage", roles=TEACHING),
    _INBOX,
    _DISAGREEMENTS,
    _LEDGERS,
    _FIGURES,
    _REPLIES,
    _spec("grid", "各班月报", *_GRID, roles=SCHOOL, rail="月报"),
    _spec("school_day", "全校考勤", "school", "school_day.SchoolDayPage", roles=SCHOOL,
          rail="全校"),
    _TRANSFERS,
    _spec("school_year", "升学", "graduation-cap", "school_year.SchoolYearPage", roles=SCHOOL),
    _COMPARISON,
)
_OF_BUREAU = (
    _spec("grid", "各校月报", *_GRID, roles=BUREAU, rail="月报"),
    _INBOX,
    _REPLIES,
    _spec("county", "全县", "landmark", "county.CountyPage", roles=BUREAU),
    _CASES,
    _ROSTER,
    _TRANSFERS,
    _COMPARISON,
    _LEDGERS,
    _FIGURES,
    _DISAGREEMENTS,
)
_SHARED = (
    _spec("pupil", "一生一档", "user-round", "pupil.PupilPage", "hidden", parent="roster",
          lasting=True),
    _spec("import", "导入花名册", "upload", "importing.ImportPage", "hidden", TEACHING,
          parent="roster"),
    _spec("paper_register", "发出登记簿", "book-open", "papers_register.RegisterPage", "hidden",
          TEACHING, parent="papers"),
    _spec("print_queue", "待打印", "printer", "print_queue.PrintQueuePage", "hidden", TEACHING,
          parent="papers"),
    _spec("attendance_month", "月考勤表", "calendar-days", "attendance_month.MonthPage",
          "hidden", TEACHING, parent="attendance"),
    _spec("echo", "上级的回音", "package-check", "echo.EchoPage", "hidden", TEACHING,
          parent="returns"),
    _spec("leaves", "请假", "file-check", "leaves.LeavesPage", "hidden", TEACHING,
          parent="attendance"),
    _spec("reports", "报表", "table-2", "reports.ReportsPage", "hidden", parent="indicators",
          lasting=True),
    _spec("charts", "图表", "chart-column", "charts.ChartsPage", "hidden", parent="indicators",
          lasting=True),
    _spec("inspection", "迎检对照", "shield-check", "inspection.InspectionPage", "lower",
          TEACHING, rail="迎检"),
    _spec("policy_file", "自己写的文件", "file-pen", "policy_file.PolicyFilePage", "hidden",
          parent="settings"),
    _spec("settings", "设置", "settings", "settings.SettingsPage", "lower"),
)
