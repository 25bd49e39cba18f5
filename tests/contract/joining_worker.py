"""Worker processes for joining beside others: one tags articles again and joins their days, others join everything again and again.

    python -m tests.contract.joining_worker INDEX LEDGER retag|write|rebuild ROUNDS

With `write` the days are not joined: the process was killed between the two.
INDEX is the file of an embedded index, or URL and prefix of a server's (`http://…#prefix`). Each round is one line, when it is done.
"""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from dateline.chronicle import Means, join_all, join_days
from dateline.incidents.items import Item
from dateline.incidents.lexicon import load_lexicon
from dateline.incidents.likeness import load_weights
from dateline.incidents.readings import Readings
from dateline.indexes.sqlite.index import SqliteIndex
from dateline.ledger import open_shelf
from dateline.protocols.index import Bundle
from tests.bundles import article, bundle
from tests.incidents.items import WEEK

OTHERWISE = {"i03": "Flower show opens in Lisbon", "i06": "Storm floods streets in Porto", "i09": "French convoy fired on in Yemen again"}


def stored(one: Item, *, revision: int) -> Bundle:
    """An item as the index keeps it."""
    fields = {"title": one.title, "published": one.published, "outlet": one.outlet, "source_id": None}
    return bundle(of=article(one.id, one.text, **fields), revision=revision)


def told_in(round_: int) -> Item:
    """What is tagged again in a round: one of three articles, whose text changes to and fro."""
    one = next(item for item in WEEK if item.id == sorted(OTHERWISE)[round_ % 3])
    title = OTHERWISE[one.id]
    return replace(one, title=title, text=f"{title}\n\nNobody was hurt, officials said.") if round_ // 3 % 2 == 0 else one


def opened(index: str) -> Any:
    """The index, as a process of its own has it."""
    url, _, prefix = index.partition("#")
    if not prefix:
        return SqliteIndex(Path(index))
    from dateline.indexes.elasticsearch.connect import connect
    from dateline.indexes.elasticsearch.index import ElasticsearchIndex

    return ElasticsearchIndex(connect(url), prefix=prefix)


def main(index: str, ledger: str, task: str, rounds: str) -> None:
    """Do it so many times."""
    readings, weights = Readings(load_lexicon()), load_weights()
    target, shelf = opened(index), open_shelf(ledger)

    def now() -> datetime:
        return datetime.now(UTC)

    for number in range(int(rounds)):
        if task == "rebuild":
            join_all(target, Means(readings, weights, clock=now, shelf=shelf))
        else:
            one = told_in(number)
            target.write([stored(one, revision=number + 2)])
            if task == "retag":
                join_days(target, {one.published.date()}, Means(readings, weights, clock=now, shelf=shelf))
        os.write(1, b".\n")
    target.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
