"""All meet: everybody's clock is set, everybody exports and reads, until nobody learns more."""

import json
from datetime import datetime
from typing import Any

from chaos_computers import certify_again, hand_kits
from chaos_county import County
from chaos_machine import Machine, Mail
from chaos_post import deliver, pack_down, pack_up
from sqlalchemy import select

from kongchuo_desktop.operations.machines import machines_below
from kongchuo_desktop.store.journal_tables import ATTACHMENT

MEETING = datetime.fromisoformat("2027-01-11T08:00")
MOST_ROUNDS = 8


class Meeting:
    """``hold`` it, and everybody who is not lost has met everybody."""

    def __init__(self, county: County) -> None:
        self.county = county
        self.machines = county.machines
        self._packed: dict[str, Any] = {}
        for machine in self.machines.values():
            machine.clock = MEETING
        for machine in self.machines.values():
            machine.stays_lost = machine.place.role == "class" and self._is_revoked(machine)
        self.start = {name: {row: set(ids) for row, ids in m.held.items()}
                      for name, m in self.machines.items()}
        """What survived: row → entries, by computer."""

    def _is_revoked(self, machine: Machine) -> bool:
        """Whether its school took back what it had given to it: then it is left out."""
        return any(one.sign == machine.sign and one.state == "revoked"
                   for above in self.county.above(machine)
                   for one in machines_below(above.store))

    def hold(self) -> None:
        for _ in range(MOST_ROUNDS):
            if not self._round():
                return
        raise AssertionError("they never come to an end")

    def _round(self) -> int:
        """One way up and down; how many entries, files and kits were news to somebody."""
        news = 0
        for machine in reversed(self._from_below()):
            handed = hand_kits(self.county, machine)
            if handed:
                # Everybody has new keys to write to, though nothing new to say.
                self._packed.clear()
            news += handed
        for machine in self._from_below():
            if self.county.above(machine) and self._has_news(machine):
                mails = pack_up(self.county, machine)
                assert mails, (machine.name, self.county.refused)
                news += sum(map(self._hand, mails))
        for machine in reversed(self._from_below()):
            if machine.place.role != "class" and self._has_news(machine, down=True):
                news += sum(self._hand(mail) for mail in pack_down(self.county, machine)
                            if not self.machines[mail.receiver].stays_lost)
        return news

    def _from_below(self) -> list[Machine]:
        """Classes, their schools, the central school, the bureau."""
        rank = {"bureau": 3, "z": 2}
        return sorted(self.machines.values(), key=lambda m: (
            rank.get(m.place.name, m.place.role == "school"), m.name))

    def _has_news(self, machine: Machine, *, down: bool = False) -> bool:
        """Whether it holds anything that its last package could not know."""
        truth = self.county.truth.entries
        state = (sum(1 for ids in machine.held.values() for i in ids
                     if truth[i].table != "receipt"),
                 len(machine.erased), files_of(machine), _wanted(machine))
        name = f"{machine.name} {down}"
        known, self._packed[name] = self._packed.get(name), state
        return state != known

    def _hand(self, mail: Mail) -> int:
        sender, reader = self.machines[mail.sender], self.machines[mail.receiver]
        erased, files = len(reader.erased), files_of(reader)
        got, came = deliver(self.county, mail)
        if sender.stays_lost:
            assert got.status == "refused", (mail, got.sentence)
            return 0
        if got.status == "refused":
            self._vouch_again(reader)
            got, came = deliver(self.county, mail)
        assert got.status in ("imported", "already"), (mail, got.sentence)
        return came + (len(reader.erased) != erased) + (files_of(reader) != files)

    def _vouch_again(self, reader: Machine) -> None:
        """What was taken back of a computer that turned up; never of one that stays lost."""
        lost = {m.sign for m in self.machines.values() if m.stays_lost}
        certify_again(self.county, reader, but=lost)


def files_of(machine: Machine) -> frozenset[str]:
    """The digests of the files that a computer has."""
    with machine.store.reading() as connection:
        return frozenset(connection.scalars(select(ATTACHMENT.c.digest)))


def _wanted(machine: Machine) -> str:
    return json.dumps(sorted(machine.store.local("attachments_asked").items()))
