"""The page 考勤: fifty pupils in half a minute by keyboard, saved at once, filed as a fact."""

from datetime import date, timedelta
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from kongchuo_desktop.operations import attendance, roll_call
from kongchuo_desktop.operations.attendance import PRESENT, WHOLE_DAY, Filed, MarkInput
from kongchuo_desktop.operations.calendar import set_days
from kongchuo_desktop.operations.roll_call import Outlook, RollCall
from kongchuo_desktop.operations.words import day_text, weekday_text
from kongchuo_desktop.store.write import Changes
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.forms.leave import LeaveForm
from kongchuo_desktop.ui.page import Page
from kongchuo_desktop.ui.pages.attendance_find import FindBar
from kongchuo_desktop.ui.pages.attendance_frame import Keys, empty_class, no_class, no_session
from kongchuo_desktop.ui.pages.attendance_kinds import BY_KEY
from kongchuo_desktop.ui.pages.attendance_month import print_month
from kongchuo_desktop.ui.pages.attendance_register import GAP, RegisterModel, RegisterView
from kongchuo_desktop.ui.pages.attendance_session import RollSession
from kongchuo_desktop.ui.pages.attendance_side import WIDTH, Marked, SidePanel
from kongchuo_desktop.ui.pages.papers_print import Print, print_pdfs
from kongchuo_desktop.ui.parts.buttons import Button, Segments
from kongchuo_desktop.ui.parts.cards import Banner, EmptyState
from kongchuo_desktop.ui.parts.inputs import Choice
from kongchuo_desktop.ui.parts.row_view import act_on
from kongchuo_desktop.ui.parts.words import Chip
from kongchuo_desktop.ui.tokens import Px

BY_LESSON = "按节次"
PARTS = (WHOLE_DAY, "上午", "下午", BY_LESSON)
"""What can be filed; by lesson the register is that of the whole day."""
_TABLES = frozenset({"mark", "register", "pupil", "tag", "movement", "leave", "class",
                     "calendar_day", "term", "visit", "event", "paper", "paper_event"})
