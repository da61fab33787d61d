"""The new pupils of the school without a 学籍号, read once as long as nothing is written."""

from kongchuo_desktop.domain.new_numbers import NewNumbers, new_numbers_of
from kongchuo_desktop.operations.memory import remembered
from kongchuo_desktop.operations.today import situation
from kongchuo_desktop.store.store import Store


def new_numbers(store: Store) -> NewNumbers:
    """The new pupils of grades 1 and 7."""
    return remembered(store, "new numbers", lambda: new_numbers_of(situation(store)))
