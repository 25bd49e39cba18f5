"""`SqlShelf`: which articles are one story, in the ledger's database. Each method but `alone` is one transaction."""

from __future__ import annotations

import weakref
from collections.abc import Collection, Mapping
from contextlib import AbstractContextManager

from sqlalchemy import Connection, delete, select, update

from dateline.ledger import recording
from dateline.ledger.database import Database
from dateline.ledger.schema import story_redirects, story_steps
from dateline.protocols.shelf import Step


class SqlShelf:
    """Implements `dateline.protocols.shelf.Shelf`."""

    def __init__(self, database: Database) -> None:
        self._database = database
        weakref.finalize(self, database.close)

    def alone(self) -> AbstractContextManager[None]:
        """Held by one at a time, so that who joins sees what the one before it has written; a kill lets it go."""
        return self._database.alone()

    def around(self, article_ids: Collection[str]) -> dict[str, Step]:
        """The steps of these articles, and of all articles of their stories."""
        found: dict[str, Step] = {}
        with self._database.read() as connection:
            for chunk in recording.chunks(sorted(article_ids)):
                found |= _steps(connection, story_steps.c.article_id.in_(chunk))
            for chunk in recording.chunks(sorted({step.story for step in found.values() if step.story})):
                found |= _steps(connection, story_steps.c.story_id.in_(chunk))
        return found

    def keep(self, steps: Mapping[str, Step], redirects: Mapping[str, str]) -> None:
        """Put these steps in place of the articles' former ones, and let ids that are no more lead on."""
        told = [
            {"article_id": article, "goes_on_from": step.goes_on_from, "story_id": step.story}
            for article, step in sorted(steps.items())
            if step.story or step.goes_on_from
        ]
        used = sorted({step.story for step in steps.values() if step.story})
        with self._database.write() as connection:
            for chunk in recording.chunks(sorted(steps)):
                connection.execute(delete(story_steps).where(story_steps.c.article_id.in_(chunk)))
            for part in recording.chunks(told):
                connection.execute(story_steps.insert(), list(part))
            for former, story in sorted(redirects.items()):
                connection.execute(update(story_redirects).where(story_redirects.c.story_id == former).values(story_id=story))
            for chunk in recording.chunks(sorted({*redirects, *used})):
                connection.execute(delete(story_redirects).where(story_redirects.c.former_id.in_(chunk)))
            for part in recording.chunks([{"former_id": former, "story_id": story} for former, story in sorted(redirects.items())]):
                connection.execute(story_redirects.insert(), list(part))

    def story(self, identifier: str) -> tuple[str, tuple[str, ...]] | None:
        """A story by its id, by a former one or by an article of it: the id that it has now, and its articles."""
        with self._database.read() as connection:
            of_article = select(story_steps.c.story_id).where(story_steps.c.article_id == identifier)
            led_to = select(story_redirects.c.story_id).where(story_redirects.c.former_id == identifier)
            for own in (identifier, connection.scalar(led_to), connection.scalar(of_article)):
                if own and (found := _steps(connection, story_steps.c.story_id == own)):
                    return own, tuple(sorted(found))
        return None


def _steps(connection: Connection, which: object) -> dict[str, Step]:
    rows = connection.execute(select(story_steps).where(which))  # type: ignore[arg-type]
    return {row.article_id: Step(row.goes_on_from, row.story_id) for row in rows}
