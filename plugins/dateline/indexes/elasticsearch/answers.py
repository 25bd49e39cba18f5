"""What an answer of Elasticsearch means for the one who asked: one table. Pure.

Whatever comes back from a bulk request, for the request or for one of its items, is turned into a `Verdict` here and nowhere
else; what a refusal is called, and its repair, stand in `explain`.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import elasticsearch


class Verdict(enum.StrEnum):
    """What to do next."""

    DONE = "done"
    STALE = "stale"
    """Done too: a newer version is there."""
    RETRY = "retry"
    PAUSE = "pause"
    """Nothing can be written until somebody, or the disk, lifts a block. Nothing is lost."""
    STOP = "stop"
    """Configuration: trying again cannot help."""
    REDO = "redo"
    """Read, decide and write again: somebody else wrote in between."""
    SPLIT = "split"
    """Something in the request spoils all of it: send halves."""
    FINAL = "final"
    """This document will never be taken; its neighbours were."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer to a request or to one item of a bulk. `status` 0: none came, and `error` is `timeout`, `connection`, `tls` or
    `product`. `conditional` says that the write named the version it had read (`if_seq_no`)."""

    status: int
    error: str = ""
    reason: str = ""
    of_request: bool = False
    conditional: bool = False


def judge(answer: Answer) -> Verdict:
    """The table."""
    if answer.status == 0:
        return Verdict.RETRY if answer.error in ("timeout", "connection") else Verdict.STOP
    if 200 <= answer.status < 300:
        return Verdict.DONE
    if answer.error == "cluster_block_exception":
        # 429: the disk is full. 403: somebody closed the index for writing, as a rebuild does with the one it leaves; the alias
        # leads to the next one by then.
        return Verdict.RETRY if answer.status == 403 else Verdict.PAUSE
    if answer.status == 404:
        return Verdict.STOP if answer.of_request or answer.error == "index_not_found_exception" else Verdict.DONE
    if answer.status == 409:
        return Verdict.REDO if answer.conditional else Verdict.STALE
    if answer.status in (401, 403) or answer.error == "media_type_header_exception":
        return Verdict.STOP
    if answer.status == 413 or (answer.status == 400 and answer.of_request):
        return Verdict.SPLIT
    if answer.status in (408, 429) or answer.status >= 500:
        return Verdict.RETRY
    return Verdict.FINAL


def answer_of(error: elasticsearch.ApiError | elasticsearch.TransportError) -> Answer:
    """What the client raised for a whole request."""
    if isinstance(error, elasticsearch.ApiError):
        if isinstance(error, elasticsearch.UnsupportedProductError):
            return Answer(0, "product", "", of_request=True)
        return _read(error.meta.status, error.body, of_request=True)
    if isinstance(error, elasticsearch.ConnectionTimeout):
        return Answer(0, "timeout", str(error.message), of_request=True)
    kind = "tls" if isinstance(error, elasticsearch.SSLError) else "connection"
    return Answer(0, kind, str(error.message), of_request=True)


def answer_to(item: Mapping[str, Any]) -> Answer:
    """One item of a bulk answer: `{"index": {"status": …, "error": …}}`."""
    (result,) = item.values()
    return _read(result["status"], result, of_request=False)


def answer_about(doc: Mapping[str, Any]) -> Answer:
    """One document of a multi-get that could not be looked up. It has no status; mostly its shard is not there yet."""
    answer = _read(503, doc, of_request=True)
    return replace(answer, status={"index_not_found_exception": 404, "security_exception": 403}.get(answer.error, 503))


def _read(status: int, body: Any, *, of_request: bool) -> Answer:
    error = body.get("error") if isinstance(body, dict) else body
    if isinstance(error, dict):
        cause = error.get("caused_by") or {}
        reason = ": ".join(str(part["reason"]) for part in (error, cause) if part.get("reason"))
        return Answer(status, str(error.get("type") or ""), reason, of_request)
    return Answer(status, "", str(error or ""), of_request)  # 413 and proxies answer with a text.


def explain(answer: Answer) -> str:
    """What happened and what to do about it, in one line, without a secret."""
    reason = " ".join(answer.reason.split())[:300]
    if answer.error == "timeout":
        return "did not answer in time; is it overloaded or still starting?"
    if answer.error == "connection":
        return f"cannot be reached ({_short(reason)}); is it running, and is DATELINE_INDEX_URL right?"
    if answer.error == "tls":
        return _tls(reason)
    if answer.error == "product":
        return "something else than Elasticsearch answers there; check DATELINE_INDEX_URL"
    if answer.error == "media_type_header_exception":
        return "is older than Elasticsearch 9, which this release needs; upgrade it"
    if answer.status == 401:
        return "did not accept the credentials; check DATELINE_INDEX_USER and DATELINE_INDEX_PASSWORD, or DATELINE_INDEX_API_KEY"
    if answer.error == "cluster_block_exception":
        if answer.status == 429:
            return f"has made the index read-only because its disk is full ({reason}); make room and it opens again by itself"
        return f"has an index that is blocked ({reason}); lift the block (index.blocks.*) when you are done"
    if answer.status == 403:
        return (
            f"does not permit this ({_short(reason)}); give the role of DATELINE_INDEX_USER or DATELINE_INDEX_API_KEY {_privilege(reason)}"
        )
    if answer.error == "index_not_found_exception":
        return "has no index of Dateline's; run `dateline index init`"
    return f"answered {answer.status} {answer.error} ({reason})".replace("  ", " ")


def _tls(reason: str) -> str:
    if "expired" in reason:
        return "shows a certificate that has expired; renew it"
    if "self-signed" in reason or "unable to get" in reason or "unknown ca" in reason:
        return "shows a certificate of an unknown authority; set DATELINE_INDEX_CA to the file of its CA"
    if any(part in reason for part in ("ostname mismatch", "not valid for", "doesn't match", "IP address mismatch")):
        return "shows a certificate for another name; use the name in the certificate in DATELINE_INDEX_URL"
    return f"could not be reached by TLS ({_short(reason)}); check https in DATELINE_INDEX_URL and DATELINE_INDEX_CA"


def _privilege(reason: str) -> str:
    """The least of the privileges that the server says would do."""
    if match := re.search(r"granted by the (index|cluster) privileges \[([^\],]+)", reason):
        return f"the {match[1]} privilege {match[2]}"
    return "read, write, view_index_metadata and maintenance on the dateline-* indices"


def _short(reason: str) -> str:
    return re.split(r", this action is granted| with effective roles|\(caused by", reason)[0][:200].strip() or "no reason given"
