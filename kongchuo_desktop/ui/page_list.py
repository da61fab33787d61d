"""The pages of the window, in the order of its sidebar, each with the roles that have it."""

from kongchuo_desktop.ui.page import PageSpec
from kongchuo_desktop.ui.pages.settings import SettingsPage

TEACHING = frozenset({"class", "school"})
SCHOOL = frozenset({"school"})
SUPERIOR = frozenset({"school", "bureau"})
BUREAU = frozenset({"bureau"})


def page_specs() -> list[PageSpec]:
    """All pages; the window shows those of its role."""
    return [
        PageSpec("settings", "设置", "settings", SettingsPage, section="lower"),
    ]
