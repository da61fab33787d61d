"""The words of the call: help, complaints, and what they say in Chinese."""

import argparse
import re
from collections.abc import Iterator

import pytest
from conftest_types import Run

from kongchuo_desktop.cli.commands import build_parser
