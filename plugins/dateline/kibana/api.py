"""The little of Kibana's API that deploying needs: state, import, advanced settings. The only module here that speaks HTTP.

Idempotent: ids are fixed and the import overwrites, the setting is written only when it is another. What can pass (no answer,
429, 502, 503, 504, a conflict with another writer) is tried again; everything else ends in one line, which never holds a secret.
"""

from __future__ import annotations

import base64
import http.client
import json
import ssl
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from dateline.errors import KibanaError, SettingsError

TRIES = 8  # With the pauses below a minute: what a Kibana takes to start.
LONGEST_PAUSE = 16.0
PATIENCE = 60.0  # Seconds for one request.
LARGEST_ANSWER = 8 << 20
OLDEST = (8, 19)
WANTED_SETTINGS = {"dateFormat:tz": "UTC"}  # Days are UTC everywhere in Dateline; Kibana would take the browser's zone.
_PASSING = frozenset({409, 429, 502, 503, 504})


@dataclass(frozen=True)
class Server:
    """A Kibana and how to log in. `sleep` is passed in, so that tests do not wait."""

    url: str
    user: str | None
    password: str | None = field(repr=False)
    ca: str | None
    sleep: Callable[[float], None] = field(repr=False)


@dataclass(frozen=True)
class Deployed:
    """What a deployment did."""

    version: str
    objects: int
    settings_changed: tuple[str, ...]


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """Redirects are answers, never followed: the login would go wherever they lead."""

    def redirect_request(self, *_: Any) -> None:
        """Nothing to follow."""


def deploy(server: Server, ndjson: str) -> Deployed:
    """Import the objects and set the time zone. Raises SettingsError for what the operator must mend, KibanaError else."""
    opener = _opener(server)
    status, answer = _asked(server, opener, "GET", "/api/status")
    _judge(server, status, answer, "/api/status")
    version = _version(server, answer)
    imported = _import(server, opener, ndjson)
    return Deployed(version, imported, _set_time_zone(server, opener))


def _import(server: Server, opener: urllib.request.OpenerDirector, ndjson: str) -> int:
    path = "/api/saved_objects/_import?overwrite=true"
    boundary = uuid.uuid4().hex
    body = (
        f"--{boundary}\r\n"
        'Content-Disposition: form-data; name="file"; filename="dateline.ndjson"\r\n'
        f"Content-Type: application/ndjson\r\n\r\n{ndjson}\r\n--{boundary}--\r\n"
    ).encode()
    for attempt in range(TRIES):
        status, answer = _asked(server, opener, "POST", path, body, f"multipart/form-data; boundary={boundary}")
        _judge(server, status, answer, "the import")
        if answer.get("success") is True:
            return int(answer.get("successCount", 0))
        if not _only_conflicts(answer) or attempt == TRIES - 1:
            break
        server.sleep(_pause(attempt))
    raise KibanaError(f"{server.url}: did not import {_named(answer)}")


def _set_time_zone(server: Server, opener: urllib.request.OpenerDirector) -> tuple[str, ...]:
    """The names of the settings that had to be changed."""
    # Newer releases keep the interface of their own page under /internal; older ones have only /api.
    path = "/internal/kibana/settings"
    status, answer = _asked(server, opener, "GET", path)
    if status == 404:
        path = "/api/kibana/settings"
        status, answer = _asked(server, opener, "GET", path)
    _judge(server, status, answer, "the advanced settings")
    present = answer.get("settings")
    now = {name: entry.get("userValue") for name, entry in present.items() if isinstance(entry, dict)} if isinstance(present, dict) else {}
    changes = {name: value for name, value in WANTED_SETTINGS.items() if now.get(name) != value}
    if changes:
        body = json.dumps({"changes": changes}).encode()
        status, answer = _asked(server, opener, "POST", path, body, "application/json")
        _judge(server, status, answer, "the advanced settings")
    return tuple(changes)


# ---- requests ------------------------------------------------------------------------------------------------------------


def _opener(server: Server) -> urllib.request.OpenerDirector:
    parts = urlsplit(server.url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise SettingsError("DATELINE_KIBANA_URL: must be the http(s) address of Kibana")
    if parts.username or parts.password:
        raise SettingsError("DATELINE_KIBANA_URL: holds a user; put it into DATELINE_KIBANA_USER and DATELINE_KIBANA_PASSWORD")
    if bool(server.user) != bool(server.password):
        raise SettingsError("DATELINE_KIBANA_USER: needs DATELINE_KIBANA_PASSWORD beside it, and the other way round")
    if server.ca and parts.scheme != "https":
        raise SettingsError("DATELINE_KIBANA_CA: is of no use without https in DATELINE_KIBANA_URL")
    try:
        context = ssl.create_default_context(cafile=server.ca)
    except OSError as error:
        raise SettingsError(
            f"DATELINE_KIBANA_CA: {server.ca} cannot be used ({error}); give the file of the CA's certificate (PEM)"
        ) from error
    # No proxy from the environment: the login is for Kibana alone.
    return urllib.request.build_opener(urllib.request.ProxyHandler({}), _NoRedirects(), urllib.request.HTTPSHandler(context=context))


def _asked(
    server: Server, opener: urllib.request.OpenerDirector, method: str, path: str, body: bytes | None = None, content: str | None = None
) -> tuple[int, dict[str, Any]]:
    """Status and answer of one request, tried again while that can help."""
    # Kibana wants the first of these with every write, the second for what it calls internal.
    headers = {"kbn-xsrf": "dateline", "x-elastic-internal-origin": "Kibana", "Accept": "application/json"}
    if server.user and server.password:
        headers["Authorization"] = "Basic " + base64.b64encode(f"{server.user}:{server.password}".encode()).decode()
    if content:
        headers["Content-Type"] = content
    request = urllib.request.Request(server.url.rstrip("/") + path, data=body, headers=headers, method=method)  # noqa: S310 - the scheme was checked
    for attempt in range(TRIES):
        status, answer = _once(server, opener, request)
        if status not in _PASSING and status != 0:
            return status, answer
        if attempt < TRIES - 1:
            server.sleep(_pause(attempt))
    raise KibanaError(f"{server.url}: {answer['message'] if status == 0 else f'still answers {status}'} after {TRIES} tries; is Kibana up?")


def _once(server: Server, opener: urllib.request.OpenerDirector, request: urllib.request.Request) -> tuple[int, dict[str, Any]]:
    """Status 0 stands for no answer."""
    try:
        with opener.open(request, timeout=PATIENCE) as response:
            return response.status, _parsed(response.read(LARGEST_ANSWER))
    except urllib.error.HTTPError as error:
        with error:
            return error.code, _parsed(error.read(LARGEST_ANSWER))
    except urllib.error.URLError as error:
        if isinstance(error.reason, ssl.SSLCertVerificationError):
            raise SettingsError(
                f"DATELINE_KIBANA_CA: {server.url} has a certificate that is not trusted ({error.reason.verify_message})"
            ) from error
        return 0, {"message": f"does not answer ({error.reason})"}
    except (OSError, http.client.HTTPException) as error:
        return 0, {"message": f"broke off ({type(error).__name__})"}


def _parsed(content: bytes) -> dict[str, Any]:
    try:
        answer = json.loads(content)
    except ValueError:
        return {}
    return answer if isinstance(answer, dict) else {}


def _pause(attempt: int) -> float:
    return min(2.0**attempt, LONGEST_PAUSE)


# ---- answers -------------------------------------------------------------------------------------------------------------


def _judge(server: Server, status: int, answer: dict[str, Any], what: str) -> None:
    """Raises for every answer that is not a success."""
    if status == 200:
        return
    if status == 401:
        raise SettingsError(f"{server.url}: did not accept the login; check DATELINE_KIBANA_USER and DATELINE_KIBANA_PASSWORD")
    if status == 403:
        raise SettingsError(f"{server.url}: this user may not use {what}; give DATELINE_KIBANA_USER the role kibana_admin")
    if status == 404 or 300 <= status < 400:
        raise SettingsError(
            f"{server.url}: answered {status} for {what}; is DATELINE_KIBANA_URL the address of Kibana, base path included?"
        )
    message = " ".join(str(answer.get("message", "")).split())[:200]
    raise KibanaError(f"{server.url}: answered {status} for {what}{f': {message}' if message else ''}")


def _version(server: Server, answer: dict[str, Any]) -> str:
    told = answer.get("version")
    number = str(told.get("number", "")) if isinstance(told, dict) else ""
    parts = number.split(".")
    if len(parts) < 2 or not (parts[0].isdigit() and parts[1].isdigit()):
        raise SettingsError(f"{server.url}: does not say its version to this user; is it a Kibana, and is DATELINE_KIBANA_USER set?")
    if (int(parts[0]), int(parts[1])) < OLDEST:
        raise SettingsError(f"{server.url}: is Kibana {number}; the dashboards need {'.'.join(map(str, OLDEST))} or newer")
    return number


def _failures(answer: dict[str, Any]) -> list[dict[str, Any]]:
    errors = answer.get("errors")
    return [error for error in errors if isinstance(error, dict)] if isinstance(errors, list) else []


def _reason(failure: dict[str, Any]) -> str:
    error = failure.get("error")
    return str(error.get("type", "unknown")) if isinstance(error, dict) else "unknown"


def _only_conflicts(answer: dict[str, Any]) -> bool:
    """With `overwrite` a conflict means that somebody wrote the object at the same moment."""
    failures = _failures(answer)
    return bool(failures) and all(_reason(failure) == "conflict" for failure in failures)


def _named(answer: dict[str, Any]) -> str:
    failures = _failures(answer)
    named = [f"{failure.get('type')}/{failure.get('id')} ({_reason(failure)})" for failure in failures[:3]]
    more = f" and {len(failures) - 3} more" if len(failures) > 3 else ""
    return (", ".join(named) or "the objects, without saying why") + more
