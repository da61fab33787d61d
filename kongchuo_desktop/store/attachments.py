"""The bytes of papers, photos and scans, kept under the digest of what they are."""

from collections.abc import Mapping

from sqlalchemy import Connection
from sqlalchemy.dialects.sqlite import insert

from kongchuo_desktop.store.journal_tables import ATTACHMENT


def keep_attachments(connection: Connection, attachments: Mapping[str, bytes]) -> None:
    """Keep bytes whose digest was checked; what is there and differs was damaged, and is mended."""
    statement = insert(ATTACHMENT)
    mend = statement.on_conflict_do_update(
        index_elements=[ATTACHMENT.c.digest],
        set_={"data": statement.excluded.data},
        where=ATTACHMENT.c.data != statement.excluded.data,
    )
    connection.execute(mend, [{"digest": d, "data": data} for d, data in attachments.items()])
