"""迎检对照 driven by keyboard: what lacks, mending it, filters, a person's sentence, exports."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from fits import cut_in_rows
from lived import LONG, TODAY, Lived, window_with
from people import OFFICE
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from settling import settle

from kongchuo_desktop.operations.drives import Stick
from kongchuo_desktop.operations.events import add_event
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.forms.event import FactForm
from kongchuo_desktop.ui.pages.inspection import InspectionPage
from kongchuo_desktop.ui.pages.inspection_bind import BindForm
from kongchuo_desktop.ui.pages.inspection_do import StatementForm
from kongchuo_desktop.ui.pages.inspection_print import CatalogueSheet
from kongchuo_desktop.ui.pages.inspection_words import ALL, group_of
from kongchuo_desktop.ui.parts.cards import EmptyState
from kongchuo_desktop.ui.parts.rows import PAYLOAD, Row, RowsModel
from kongchuo_desktop.ui.shell import MainWindow
from kongchuo_desktop.ui.tasks import Tasks
from kongchuo_desktop.ui.theme import Theme

Idle = Callable[[], None]


@pytest.fixture
def school_ctx(lived_store: Store, tasks: Tasks, theme: Theme) -> AppContext:
    """The school's office over what the class lived: it sees all clauses."""
    return AppContext(store=lived_store, actor=OFFICE, tasks=tasks, theme=theme,
                      today=lambda: TODAY)
