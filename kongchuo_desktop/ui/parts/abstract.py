"""Lets a class of Qt leave methods to its subclasses: Qt's own metaclass would not see to it."""

from abc import ABCMeta
from typing import Any

from PySide6.QtCore import QObject


class AbstractQt(ABCMeta, type(QObject)):  # type: ignore[misc]
    """Metaclass of classes of Qt with an ``abstractmethod``; making one raises TypeError."""

    def __call__(cls, *args: Any, **named: Any) -> Any:
        # Python would look at this itself, but the constructors of Qt do not.
        if cls.__abstractmethods__:
            raise TypeError(f"{cls.__name__} leaves open: {', '.join(cls.__abstractmethods__)}")
        return super().__call__(*args, **named)
