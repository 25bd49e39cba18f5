"""The table: every answer of Elasticsearch has one meaning, and every refusal one line with its repair."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import elasticsearch
import pytest
from elastic_transport import ApiResponseMeta, HttpHeaders, NodeConfig

from dateline.errors import IndexRefused, IndexUnusable
from dateline.indexes.elasticsearch.answers import Answer, Verdict, answer_of, answer_to, explain, judge
from dateline.indexes.elasticsearch.bulk import Sent, _Item, _send_chunk, refusing

ITEMS: list[tuple[str, int, str, Verdict]] = [
    ("index", 200, "", Verdict.DONE),
    ("index", 201, "", Verdict.DONE),
    ("delete", 404, "", Verdict.DONE),
    ("index", 409, "version_conflict_engine_exception", Verdict.STALE),
    ("index", 429, "es_rejected_execution_exception", Verdict.RETRY),
    ("index", 429, "circuit_breaking_exception", Verdict.RETRY),
    ("index", 502, "", Verdict.RETRY),
    ("index", 503, "unavailable_shards_exception", Verdict.RETRY),
    ("index", 504, "", Verdict.RETRY),
    ("index", 403, "cluster_block_exception", Verdict.RETRY),
    ("index", 429, "cluster_block_exception", Verdict.PAUSE),
    ("index", 403, "security_exception", Verdict.STOP),
    ("index", 404, "index_not_found_exception", Verdict.STOP),
    ("index", 400, "document_parsing_exception", Verdict.FINAL),
    ("index", 400, "strict_dynamic_mapping_exception", Verdict.FINAL),
    ("index", 413, "", Verdict.SPLIT),
]


@pytest.mark.parametrize(("action", "status", "error", "verdict"), ITEMS)
def test_items(action: str, status: int, error: str, verdict: Verdict) -> None:
    result: dict[str, Any] = {"status": status} | ({"error": {"type": error, "reason": "because"}} if error else {})
    assert judge(answer_to({action: result})) is verdict


def api_error(kind: type[elasticsearch.ApiError], status: int, body: Any) -> elasticsearch.ApiError:
    """What the client raises for an answer."""
    node = NodeConfig("http", "localhost", 9200)
    meta = ApiResponseMeta(status=status, http_version="1.1", headers=HttpHeaders(), duration=0.1, node=node)
    return kind("message", meta=meta, body=body)


def said(error: str, reason: str = "because") -> dict[str, Any]:
    """An error as the server writes it."""
    return {"error": {"type": error, "reason": reason}, "status": 0}


FORBIDDEN = "action [a] is unauthorized with effective roles [b], this action is granted by the index privileges [write,all]"
REQUESTS = [
    (
        elasticsearch.ConnectionError("refused"),
        Verdict.RETRY,
        "cannot be reached (refused); is it running, and is DATELINE_INDEX_URL right?",
    ),
    (elasticsearch.ConnectionTimeout("timed out"), Verdict.RETRY, "did not answer in time; is it overloaded or still starting?"),
    (
        elasticsearch.SSLError("certificate verify failed: certificate has expired (_ssl.c:992)"),
        Verdict.STOP,
        "shows a certificate that has expired; renew it",
    ),
    (
        elasticsearch.SSLError("certificate verify failed: unable to get local issuer certificate"),
        Verdict.STOP,
        "shows a certificate of an unknown authority; set DATELINE_INDEX_CA to the file of its CA",
    ),
    (
        elasticsearch.SSLError("certificate verify failed: Hostname mismatch, certificate is not valid for 'x'"),
        Verdict.STOP,
        "shows a certificate for another name; use the name in the certificate in DATELINE_INDEX_URL",
    ),
    (
        elasticsearch.SSLError("record layer failure"),
        Verdict.STOP,
        "could not be reached by TLS (record layer failure); check https in DATELINE_INDEX_URL and DATELINE_INDEX_CA",
    ),
    (
        api_error(elasticsearch.UnsupportedProductError, 200, {}),
        Verdict.STOP,
        "something else than Elasticsearch answers there; check DATELINE_INDEX_URL",
    ),
    (
        api_error(elasticsearch.AuthenticationException, 401, said("security_exception")),
        Verdict.STOP,
        "did not accept the credentials; check DATELINE_INDEX_USER and DATELINE_INDEX_PASSWORD, or DATELINE_INDEX_API_KEY",
    ),
    (
        api_error(elasticsearch.AuthorizationException, 403, said("security_exception", FORBIDDEN)),
        Verdict.STOP,
        "does not permit this (action [a] is unauthorized); "
        "give the role of DATELINE_INDEX_USER or DATELINE_INDEX_API_KEY the index privilege write",
    ),
    (
        api_error(elasticsearch.NotFoundError, 404, said("index_not_found_exception")),
        Verdict.STOP,
        "has no index of Dateline's; run `dateline index init`",
    ),
    (
        api_error(elasticsearch.BadRequestError, 400, said("media_type_header_exception")),
        Verdict.STOP,
        "is older than Elasticsearch 9, which this release needs; upgrade it",
    ),
    (
        api_error(elasticsearch.ApiError, 429, said("cluster_block_exception", "flood stage")),
        Verdict.PAUSE,
        "has made the index read-only because its disk is full (flood stage); make room and it opens again by itself",
    ),
    (
        api_error(elasticsearch.AuthorizationException, 403, said("cluster_block_exception", "index write (api)")),
        Verdict.RETRY,
        "has an index that is blocked (index write (api)); lift the block (index.blocks.*) when you are done",
    ),
    (api_error(elasticsearch.ApiError, 413, "too large"), Verdict.SPLIT, "answered 413 (too large)"),
    (
        api_error(elasticsearch.BadRequestError, 400, said("illegal_argument_exception", "id is too long")),
        Verdict.SPLIT,
        "answered 400 illegal_argument_exception (id is too long)",
    ),
    (
        api_error(elasticsearch.ApiError, 503, said("master_not_discovered_exception")),
        Verdict.RETRY,
        "answered 503 master_not_discovered_exception (because)",
    ),
    (api_error(elasticsearch.ApiError, 500, None), Verdict.RETRY, "answered 500 ()"),
]


@pytest.mark.parametrize(("error", "verdict", "words"), REQUESTS)
def test_requests(error: Any, verdict: Verdict, words: str) -> None:
    answer = answer_of(error)
    assert (judge(answer), explain(answer)) == (verdict, words)


@pytest.mark.parametrize(("error", "verdict", "words"), REQUESTS)
def test_only_what_another_configuration_can_change_is_unusable(error: Any, verdict: Verdict, words: str) -> None:
    with pytest.raises(IndexRefused) as refused, refusing():
        raise error
    assert (type(refused.value), str(refused.value)) == (
        IndexUnusable if verdict is Verdict.STOP else IndexRefused,
        f"Elasticsearch {words}",
    )


def test_a_server_out_of_reach_is_unusable_only_when_it_is_opened() -> None:
    for opening, kind in ((True, IndexUnusable), (False, IndexRefused)):
        with pytest.raises(IndexRefused) as refused, refusing(opening=opening):
            raise elasticsearch.ConnectionError("refused")
        assert type(refused.value) is kind


# ---- bulk requests whose answers are scripted ---------------------------------------------------------------------------

DONE = Answer(200)
TOO_LARGE = Answer(413, "", "too large")
OVERTAKEN = Answer(409, "version_conflict_engine_exception", "seq_no", conditional=True)
Script = list[list[Answer]]


def sent(script: Script, numbers: list[int]) -> tuple[list[tuple[int, Verdict]], list[list[int]]]:
    """What becomes of items when requests are answered like this, and which items each request held."""
    asked: list[list[int]] = []

    def ask(items: Sequence[_Item]) -> list[Answer]:
        asked.append([item.number for item in items])
        return script[len(asked) - 1]

    results: dict[int, Sent] = {}
    _send_chunk(ask, [_Item(number, []) for number in numbers], results, lambda _: None)
    return [(number, results[number].verdict) for number in numbers], asked


def test_an_item_that_is_too_large_beside_others_is_sent_alone() -> None:
    results, asked = sent([[DONE, TOO_LARGE, DONE], [DONE]], [1, 2, 3])
    assert results == [(1, Verdict.DONE), (2, Verdict.DONE), (3, Verdict.DONE)]
    assert asked == [[1, 2, 3], [2]]


def test_an_item_that_is_too_large_alone_is_never_taken() -> None:
    assert sent([[DONE, TOO_LARGE], [TOO_LARGE]], [1, 2]) == ([(1, Verdict.DONE), (2, Verdict.FINAL)], [[1, 2], [2]])


def test_an_item_that_was_overtaken_is_sent_again_and_is_not_stale() -> None:
    assert sent([[OVERTAKEN, DONE], [DONE]], [1, 2]) == ([(1, Verdict.DONE), (2, Verdict.DONE)], [[1, 2], [1]])


def test_a_write_that_named_the_version_it_had_read_is_decided_anew() -> None:
    assert judge(Answer(409, "version_conflict_engine_exception", conditional=True)) is Verdict.REDO
