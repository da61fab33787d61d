"""What it costs to try a password, so that guessing is slow."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class KdfCost:
    """Cost of Argon2id: passes, memory in KiB, lanes (RFC 9106)."""

    passes: int = 3
    memory: int = 64 * 1024
    lanes: int = 4


STANDARD_COST = KdfCost()
"""The second recommended choice of RFC 9106: 0.1 to 0.5 s on the computers of a school."""
