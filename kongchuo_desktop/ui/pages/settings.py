"""设置: backups, the document, the calendar, school and classes, password, look, records, keys."""

from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any, cast

from PySide6.QtWidgets import QStackedWidget, QWidget

from kongchuo_desktop.operations.access import SUPERIOR
from kongchuo_desktop.store.write import Changes
from kongchuo_desktop.ui import pages
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.page import Page
from kongchuo_desktop.ui.pages.settings_section import Section
from kongchuo_desktop.ui.parts.buttons import Segments

if TYPE_CHECKING:
    from kongchuo_desktop.ui.pages.settings_machines import MachinesSection
    from kongchuo_desktop.ui.pages.settings_policies import PoliciesSection

SECTIONS = (
    ("copies", "备份", "settings_copies.CopiesSection"),
    ("policy", "文件与规定", "settings_policies.PoliciesSection"),
    ("forms", "文书样式", "settings_forms.FormsSection"),
    ("calendar", "日历", "settings_calendar.CalendarSection"),
    ("units", "学校与班级", "settings_units.UnitsSection"),
    ("records", "档案", "settings_records.RecordsSection"),
    ("password", "口令", "settings_password.PasswordSection"),
    ("lock", "锁", "settings_lock.LockSection"),
    ("look", "外观", "settings_look.LookSection"),
    ("trail", "记录", "settings_trail.TrailSection"),
    ("keys", "电脑与钥匙", "settings_keys.KeysSection"),
    ("machines", "下级电脑", "settings_machines.MachinesSection"),
)
"""Key, words and class of each: only the sections that are visited are loaded."""
_SUPERIORS = frozenset({"machines"})
"""Sections that only those have who have somebody below."""


class SettingsPage(Page):
    """One section at a time; ``opened(section="policy")`` leads straight to one."""

    READ_AT_EACH_VISIT = True  # What belongs to this computer changes without the journal.

    def __init__(self, ctx: AppContext) -> None:
        super().__init__(ctx, title="设置")
        above = ctx.actor.role in SUPERIOR
        named = [(key, words) for key, words, _ in SECTIONS if above or key not in _SUPERIORS]
        self.keys = tuple(key for key, _ in named)
        self.tabs = Segments(ctx.theme, named, tabs=True)
        self.tabs.chosen.connect(self.show_section)
        self.body.addWidget(self.tabs)
        self.stack = QStackedWidget()
        self.body.addWidget(self.stack, 1)
        self._sections: dict[str, Section] = {}
        self._stale: set[str] = set()
        self.commands.add("next", "下一组", "Ctrl+Tab", lambda: self.tabs.step(1))
        self.commands.add("previous", "上一组", "Ctrl+Shift+Tab", lambda: self.tabs.step(-1))
        self.commands.add("revoke", "收回一台下级电脑", "Del", lambda: self._machines("revoke"),
                          when=lambda: self._machines())
        self.help_lines = [("← →", "在各组之间换"), ("PageUp PageDown", "日历里换月")]
        self._place(SECTIONS[0][0])

    def opened(self, **args: Any) -> None:
        section = args.get("section") or self.tabs.current()
        self.tabs.choose(section)
        self._place(section)
        clause = args.get("clause")
        if isinstance(clause, str) and clause and section == "policy":
            cast("PoliciesSection", self.section()).go(clause)

    def section(self) -> Section:
        """The section that is shown."""
        return self._sections[self.tabs.current()]

    def _machines(self, action: str = "") -> bool:
        """Whether a computer is chosen in 下级电脑 that may be taken back; with a word, do it."""
        if self.tabs.current() != "machines":
            return False
        shown = cast("MachinesSection", self.section())
        machine = shown.chosen()
        if machine is None or not machine.in_force:
            return False
        if action:
            shown.ask_revoke(machine)
        return True

    def show_section(self, key: str) -> None:
        """Show a section, read where it is not what it showed before."""
        self._place(key)
        if key in self._stale:
            self._stale.discard(key)
            self._sections[key].refresh(None)

    def _place(self, key: str) -> None:
        """Put a section on top, built on its first visit."""
        made = self._sections.get(key)
        if made is None:
            made = self._sections[key] = self._make(key)
            made.set_narrow(self.narrow, self.short)
            self.stack.addWidget(made)
            self._stale.add(key)
        self.stack.setCurrentWidget(made)

    def _make(self, key: str) -> Section:
        module, _, name = next(path for k, _, path in SECTIONS if k == key).partition(".")
        made: Section = getattr(import_module(f"{pages.__name__}.{module}"), name)(self.ctx)
        return made

    def refresh(self, changes: Changes | None) -> None:
        shown = self.tabs.current()
        for key, made in self._sections.items():
            # The trail shows every step, the backup its state after every one.
            whole = changes is None or key in ("trail", "copies")
            if not whole and changes is not None and not changes.tables & made.TABLES:
                continue
            if key == shown:
                self._stale.discard(key)
                made.refresh(changes)
            else:
                self._stale.add(key)

    def panes(self) -> Sequence[QWidget]:
        return (self.tabs, self.stack)

    def layout_changed(self) -> None:
        if hasattr(self, "tabs"):
            self.tabs.tighten(self.narrow)
        for made in getattr(self, "_sections", {}).values():
            made.set_narrow(self.narrow, self.short)
