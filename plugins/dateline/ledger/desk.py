"""`SqlDesk`: flags and saved searches, in the ledger's database. Each method is one transaction."""

from __future__ import annotations

import json
import weakref
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update

from dateline.ledger import recording
from dateline.ledger.database import Database
from dateline.ledger.entries import storable
from dateline.ledger.schema import flags, searches
from dateline.protocols.desk import Flag, FlagKind, SavedSearch


class SqlDesk:
    """Implements `dateline.protocols.desk.Desk`."""

    def __init__(self, database: Database) -> None:
        self._database = database
        weakref.finalize(self, database.close)

    def flag(self, flag: Flag) -> None:
        """Keep a flag."""
        values = {
            "article_id": flag.article_id,
            "quote": storable(flag.quote),
            "type": flag.type,
            "target": flag.target,
            "kind": str(flag.kind),
            "field": flag.field,
            "value": None if flag.value is None else storable(flag.value),
            "note": None if flag.note is None else storable(flag.note),
            "who": storable(flag.who),
            "at": flag.at,
        }
        with self._database.write() as connection:
            connection.execute(flags.insert(), [values])

    def withdraw(self, number: int, *, now: datetime) -> None:
        """Take a flag back; the row stays."""
        with self._database.write() as connection:
            connection.execute(update(flags).where(flags.c.number == number, flags.c.withdrawn_at.is_(None)).values(withdrawn_at=now))

    def flags(self, article_ids: Collection[str] | None = None) -> list[Flag]:
        """Flags that stand, oldest first."""
        standing = select(flags).where(flags.c.withdrawn_at.is_(None)).order_by(flags.c.number)
        found = []
        with self._database.read() as connection:
            if article_ids is None:
                found = list(connection.execute(standing))
            else:
                for chunk in recording.chunks(sorted(article_ids)):
                    found += connection.execute(standing.where(flags.c.article_id.in_(chunk)))
        return [
            Flag(r.article_id, r.quote, r.type, r.target, FlagKind(r.kind), r.who, r.at, r.field, r.value, r.note, r.number)
            for r in sorted(found, key=lambda row: row.number)
        ]

    def save_search(self, search: SavedSearch) -> None:
        """Keep a search, in place of the one of the same name."""
        values = {
            "name": storable(search.name),
            "query": storable(search.query),
            "who": storable(search.who),
            "at": search.at,
            "looked_at": search.looked_at,
            "seen": json.dumps(dict(search.seen)),
        }
        with self._database.write() as connection:
            connection.execute(delete(searches).where(searches.c.name == values["name"]))
            connection.execute(searches.insert(), [values])

    def searches(self) -> list[SavedSearch]:
        """All searches by name."""
        with self._database.read() as connection:
            rows = connection.execute(select(searches).order_by(searches.c.name)).all()
        return [SavedSearch(r.name, r.query, r.who, r.at, r.looked_at, json.loads(r.seen)) for r in rows]

    def looked(self, name: str, *, seen: Mapping[str, Any], now: datetime) -> None:
        """Remember what there was when somebody looked."""
        with self._database.write() as connection:
            connection.execute(update(searches).where(searches.c.name == name).values(looked_at=now, seen=json.dumps(dict(seen))))

    def forget_search(self, name: str) -> None:
        """Keep a search no longer."""
        with self._database.write() as connection:
            connection.execute(delete(searches).where(searches.c.name == name))
