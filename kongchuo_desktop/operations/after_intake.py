"""What follows when a package was taken in: trust, the receipt, files that take effect."""

from kongchuo_desktop.exchange.package import Opened
from kongchuo_desktop.operations import handed, held_there, receipts, trust_carried
from kongchuo_desktop.operations.trust import machine_keys
from kongchuo_desktop.store.merge_report import MergeReport
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.write import Actor


def after(store: Store, *, actor: Actor, opened: Opened, report: MergeReport) -> list[str]:
    """Done after each merge of a verified package; sentences for whoever took it in.

    A package of this very computer that comes back is its own backup: nobody is told.
    """
    if opened.signer == machine_keys(store).public:
        return []
    with store.transaction():
        trust_carried.take_over(store, opened)
        held_there.note_came(store, opened)
    receipts.note_receipt(store, actor=actor, opened=opened, added=report.added)
    touched = any(change.table == "handed" for change in report.rows)
    news = touched or opened.content.attachments or handed.some_failed(store)
    return handed.apply(store) if news else []
