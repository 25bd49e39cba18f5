"""Sends writes in bulk requests and loses none: every write gets a verdict, or IndexRefused says why nothing can be written."""

from __future__ import annotations

import functools
import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from elastic_transport import ObjectApiResponse
from elasticsearch import ApiError, Elasticsearch, TransportError

from dateline.errors import IndexRefused
from dateline.indexes.elasticsearch_answers import Answer, Verdict, answer_about, answer_of, answer_to, explain, judge

CHUNK = 500  # Writes a request.
AT_ONCE = 2  # Requests under way: while the server works on one, the next is made ready.
CHUNK_BYTES = 8 * 1024 * 1024  # Elasticsearch takes 100 MB, but a request is held in memory whole, on both sides.
TRIES = 8  # In a row without any progress: 45 seconds, longer than a restart takes.
LONGEST_PAUSE = 10.0

Sleep = Callable[[float], None]
Ask = Callable[[Sequence["Write"]], "list[Answer] | Answer"]


@dataclass(frozen=True, slots=True)
class Write:
    """Put (`body` set) or delete one document, as of an external version. `at_least` lets an equal version pass too."""

    index: str
    id: str
    version: int
    body: str | None = None
    at_least: bool = False

    def lines(self) -> list[str]:
        """The action, and the document's body if it has one."""
        kind = "external_gte" if self.at_least else "external"
        action = {"_index": self.index, "_id": self.id, "version": self.version, "version_type": kind}
        if self.body is None:
            return [json.dumps({"delete": action})]
        return [json.dumps({"index": action}), self.body]


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of a write: DONE, STALE, REDO or FINAL, and the answer behind it."""

    verdict: Verdict
    answer: Answer


@contextmanager
def refusing() -> Iterator[None]:
    """Turn what the client raises into IndexRefused, in one line with the repair."""
    try:
        yield
    except (ApiError, TransportError) as error:
        raise IndexRefused(f"Elasticsearch {explain(answer_of(error))}") from error


def send(client: Elasticsearch, writes: Sequence[Write], *, require_alias: bool = True, sleep: Sleep = time.sleep) -> list[Sent]:
    """Send all, each document once; a verdict for each, in order. Raises IndexRefused on PAUSE and STOP, and when retrying does not help.

    `require_alias`: the names of indexes must be aliases, so that a lost alias is not taken for the wish of a new index.
    """
    results: dict[int, Sent] = {}
    ask = functools.partial(_ask, client, require_alias=require_alias)
    chunks = list(_chunks(writes))
    if len(chunks) == 1:
        _send_chunk(ask, writes, chunks[0], results, sleep)
    elif chunks:
        with ThreadPoolExecutor(AT_ONCE) as threads:
            list(threads.map(lambda chunk: _send_chunk(ask, writes, chunk, results, sleep), chunks))
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
            raise IndexRefused(f"Elasticsearch {explain(answer)}")
        sleep(min(2.0 ** (tries - 1), LONGEST_PAUSE))


def _send_chunk(ask: Ask, writes: Sequence[Write], chunk: list[int], results: dict[int, Sent], sleep: Sleep) -> None:
    waiting, tries = chunk, 0
    while waiting:
        answers = ask([writes[number] for number in waiting])
        if isinstance(answers, Answer):
            if judge(answers) is Verdict.SPLIT:
                _split(ask, writes, waiting, answers, results, sleep)
                return
            answers = [answers] * len(waiting)
        again = []
        for number, answer in zip(waiting, answers, strict=True):
            verdict = judge(answer)
            if verdict in (Verdict.PAUSE, Verdict.STOP):
                raise IndexRefused(f"Elasticsearch {explain(answer)}")
            if verdict is Verdict.RETRY:
                again.append((number, answer))
            else:
                results[number] = Sent(verdict, answer)
        tries = tries + 1 if len(again) == len(waiting) else 1
        if again and tries >= TRIES:
            raise IndexRefused(f"Elasticsearch {explain(again[0][1])}; {tries} tries failed, nothing was lost")
        waiting = [number for number, _ in again]
        if waiting:
            sleep(min(2.0 ** (tries - 1), LONGEST_PAUSE))


def _split(ask: Ask, writes: Sequence[Write], spoilt: list[int], answer: Answer, results: dict[int, Sent], sleep: Sleep) -> None:
    if len(spoilt) == 1:
        results[spoilt[0]] = Sent(Verdict.FINAL, answer)
        return
    middle = len(spoilt) // 2
    for half in (spoilt[:middle], spoilt[middle:]):
        _send_chunk(ask, writes, half, results, sleep)


def _ask(client: Elasticsearch, writes: Sequence[Write], *, require_alias: bool) -> list[Answer] | Answer:
    """One bulk request: an answer for each write, or one for all of them."""
    lines: list[Any] = [line for write in writes for line in write.lines()]  # Lines that are JSON already are sent as they are.
    try:
        response = client.bulk(
            operations=lines,
            require_alias=require_alias,
            filter_path="items.*.status,items.*.error",
        )
    except (ApiError, TransportError) as error:
        return answer_of(error)
    return [answer_to(item) for item in response["items"]]


def _chunks(writes: Sequence[Write]) -> Iterator[list[int]]:
    chunk: list[int] = []
    size = 0
    for number, write in enumerate(writes):
        length = len((write.body or "").encode())
        if chunk and (len(chunk) >= CHUNK or size + length > CHUNK_BYTES):
            yield chunk
            chunk, size = [], 0
        chunk.append(number)
        size += length
    if chunk:
        yield chunk
