"""After all have met everything that must hold is looked at; see journal.md §10."""

from chaos_beside import check_files, check_natural_keys, check_receipts, check_revocations
from chaos_county import County
from chaos_erased import check_erased
from chaos_holders import check_holders
from chaos_meeting import Meeting
from chaos_shown import check_shown

from kongchuo_desktop.store.check import check


def finish(county: County) -> None:
    """All meet; whatever does not hold then raises AssertionError."""
    written = dict(county.truth.entries)
    meeting = Meeting(county)
    meeting.hold()
    check_natural_keys(county)
    check_receipts(county)
    check_revocations(county)
    for machine in county.machines.values():
        report = check(machine.store)
        assert report.problems == (), (machine.name, report.problems)
    check_shown(county)
    check_holders(county, meeting.start, written)
    check_files(county)
    check_erased(county)
