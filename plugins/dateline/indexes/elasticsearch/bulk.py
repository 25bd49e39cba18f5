"""Sends writes in bulk requests and loses none: every write gets a verdict, or IndexRefused says why nothing can be written."""

from __future__ import annotations

import functools
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import msgspec
from elastic_transport import ObjectApiResponse
from elasticsearch import ApiError, Elasticsearch, TransportError

from dateline.errors import IndexRefused, IndexUnusable
from dateline.indexes.elasticsearch.answers import Answer, Verdict, answer_about, answer_of, answer_to, explain, judge
from dateline.indexes.meaning import to_json

CHUNK = 500  # Writes a request.
AT_ONCE = 3  # Requests under way: while a small server works on two, the next one comes in.
CHUNK_BYTES = 8 * 1024 * 1024  # Elasticsearch takes 100 MB, but a request is held in memory whole, on both sides.
TRIES = 8  # In a row without any progress: 45 seconds, longer than a restart takes.
LONGEST_PAUSE = 10.0

Sleep = Callable[[float], None]
Ask = Callable[[Sequence["_Item"]], "list[Answer] | Answer"]


@dataclass(frozen=True, slots=True)
class Write:
    """Put (`body` set) or delete one document, as of an external version. `at_least` lets an equal version pass too."""

    index: str
    id: str
    version: int
    body: Mapping[str, Any] | None = None
    at_least: bool = False

    def lines(self) -> list[bytes]:
        """The action, and the document's body if it has one."""
        kind = "external_gte" if self.at_least else "external"
        action = {"_index": self.index, "_id": self.id, "version": self.version, "version_type": kind}
        if self.body is None:
            return [msgspec.json.encode({"delete": action})]
        return [msgspec.json.encode({"index": action}), to_json(self.body)]


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of a write: DONE, STALE or FINAL, and the answer behind it."""

    verdict: Verdict
    answer: Answer


@dataclass(frozen=True, slots=True)
class _Item:
    """A write's place among those that were given, and its lines in the request."""

    number: int
    lines: list[bytes]


@contextmanager
def refusing(*, opening: bool = False) -> Iterator[None]:
    """Turn what the client raises into IndexRefused, in one line with the repair. See `_refusal` for `opening`."""
    try:
        yield
    except (ApiError, TransportError) as error:
        raise _refusal(answer_of(error), opening=opening) from error


def _refusal(answer: Answer, *, opening: bool = False, more: str = "") -> IndexRefused:
    """The error for an answer that ends the work. What only another configuration can change is IndexUnusable: STOP, and no answer
    at all to the first question (`opening`). A server that went away later comes back."""
    unusable = judge(answer) is Verdict.STOP or (opening and answer.status == 0)
    return (IndexUnusable if unusable else IndexRefused)(f"Elasticsearch {explain(answer)}{more}")


def send(client: Elasticsearch, writes: Sequence[Write], *, require_alias: bool = True, sleep: Sleep = time.sleep) -> list[Sent]:
    """Send all, each document once; a verdict for each, in order. Raises IndexRefused on PAUSE and STOP, and when retrying does not help.

    `require_alias`: the names of indexes must be aliases, so that a lost alias is not taken for the wish of a new index.
    """
    results: dict[int, Sent] = {}
    ask = functools.partial(_ask, client, require_alias=require_alias)
    if len(writes) <= CHUNK:
        for chunk in _chunks(writes):
            _send_chunk(ask, chunk, results, sleep)
    else:
        with ThreadPoolExecutor(AT_ONCE) as threads:  # A chunk is on its way while the next ones are turned to JSON here.
            list(threads.map(lambda chunk: _send_chunk(ask, chunk, results, sleep), _chunks(writes)))
    return [results[number] for number in range(len(writes))]


def read(call: Callable[[], ObjectApiResponse[Any]], *, sleep: Sleep = time.sleep) -> Mapping[str, Any]:
    """What a read on the way to a write answers, asked again like a write. Raises IndexRefused when that does not help."""
    tries = 0
    while True:
        try:
            body: Mapping[str, Any] = call().body
            answer = next((answer_about(doc) for doc in body.get("docs", ()) if "error" in doc), None)
            if answer is None:
                return body
        except (ApiError, TransportError) as error:
            answer = answer_of(error)
        tries += 1
        if judge(answer) is not Verdict.RETRY or tries >= TRIES:
            raise _refusal(answer)
        sleep(min(2.0 ** (tries - 1), LONGEST_PAUSE))


def _send_chunk(ask: Ask, chunk: list[_Item], results: dict[int, Sent], sleep: Sleep) -> None:
    waiting, tries = chunk, 0
    while waiting:
        answers = ask(waiting)
        if isinstance(answers, Answer):
            if judge(answers) is Verdict.SPLIT:
                _split(ask, waiting, answers, results, sleep)
                return
            answers = [answers] * len(waiting)
        again = []
        for item, answer in zip(waiting, answers, strict=True):
            verdict = judge(answer)
            if verdict in (Verdict.PAUSE, Verdict.STOP):
                raise _refusal(answer)
            if verdict is Verdict.SPLIT and len(waiting) > 1:  # Too much beside others, perhaps not alone.
                _send_chunk(ask, [item], results, sleep)
            elif verdict is Verdict.SPLIT:
                results[item.number] = Sent(Verdict.FINAL, answer)
            elif verdict in (Verdict.RETRY, Verdict.REDO):  # REDO: no write of ours names a version that it has read.
                again.append((item, answer))
            else:
                results[item.number] = Sent(verdict, answer)
        tries = tries + 1 if len(again) == len(waiting) else 1
        if again and tries >= TRIES:
            raise _refusal(again[0][1], more=f"; {tries} tries failed, nothing was lost")
        waiting = [item for item, _ in again]
        if waiting:
            sleep(min(2.0 ** (tries - 1), LONGEST_PAUSE))


def _split(ask: Ask, spoilt: list[_Item], answer: Answer, results: dict[int, Sent], sleep: Sleep) -> None:
    if len(spoilt) == 1:
        results[spoilt[0].number] = Sent(Verdict.FINAL, answer)
        return
    middle = len(spoilt) // 2
    for half in (spoilt[:middle], spoilt[middle:]):
        _send_chunk(ask, half, results, sleep)


def _ask(client: Elasticsearch, items: Sequence[_Item], *, require_alias: bool) -> list[Answer] | Answer:
    """One bulk request: an answer for each item, or one for all of them."""
    lines: list[Any] = [line for item in items for line in item.lines]  # Lines that are JSON already are sent as they are.
    try:
        response = client.bulk(
            operations=lines,
            require_alias=require_alias,
            filter_path="items.*.status,items.*.error",
        )
    except (ApiError, TransportError) as error:
        return answer_of(error)
    return [answer_to(item) for item in response["items"]]


def _chunks(writes: Sequence[Write]) -> Iterator[list[_Item]]:
    chunk: list[_Item] = []
    size = 0
    for number, write in enumerate(writes):
        item = _Item(number, write.lines())
        length = sum(map(len, item.lines))
        if chunk and (len(chunk) >= CHUNK or size + length > CHUNK_BYTES):
            yield chunk
            chunk, size = [], 0
        chunk.append(item)
        size += length
    if chunk:
        yield chunk
