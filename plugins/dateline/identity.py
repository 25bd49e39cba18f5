"""Canonical URLs, request URLs and stable ids. Pure.

The canonical form is the identity of an entry and never what is asked for: that is `request_url`, the announced bytes in a form
that can be sent. The rules of `canonical_url` are part of every id: changing one is a migration of ledger and index.
"""

import hashlib
import re
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlencode, urlsplit, urlunsplit

# Parameters that only say how a reader came to the page. Exact names, then prefixes.
_TRACKING_NAMES = frozenset(
    "fbclid gclid dclid gbraid wbraid msclkid yclid igshid mc_cid mc_eid ref_src cmpid ocid ncid s_cid smid smtyp cmp cid_source "
    "traffic_source xtor ito tpcc partner rssid _ga _gl".split()
)
_TRACKING_PREFIXES = ("utm_", "pk_", "mtm_", "hsa_", "at_")
_DEFAULT_PORTS = {"http": 80, "https": 443}
_SAFE = "/:@!$&'()*+,;=~-._%?"
_SENT = _SAFE + "[]|^`{}"  # Browsers send these as they are, so servers know them.
_ESCAPE = re.compile(r"%([0-9a-fA-F]{2})")
_NO_HOST = re.compile(r"""[\s/?#@\\<>%{}|^"'`$&()*!,;=+]""")  # A variable that was never filled in, or no address at all.
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")


def canonical_url(url: str) -> str:
    """The one spelling of a URL that stands for an article.

    Lower-case scheme and host (IDNA), no default port, no fragment, no user, no dot segments, an empty path becomes `/`; escapes
    in upper case, and none for what needs none. The query loses its tracking parameters and keeps its order and its bytes: `?a`,
    `?a=` and `?%E4` are three. `folder:` identities pass unchanged. Raises ValueError for a text that is not an absolute http(s)
    or folder URL.
    """
    url = _bare(url)
    if url.startswith("folder:"):
        return url
    parts = _split(url)
    path = _without_dots(_normal(parts.path))
    query = "&".join(_normal(part) for part in parts.query.split("&") if part and not _is_tracking(part))
    return urlunsplit((parts.scheme, parts.netloc, path or "/", query, ""))


def former_canonical_url(url: str) -> str:
    """The canonical form by the rules of release 0.1, whose ids older ledgers hold: the query decoded and written anew, dots kept.

    Raises ValueError as `canonical_url` does.
    """
    url = _bare(url)
    if url.startswith("folder:"):
        return url
    parts = _split(url)
    path = quote(re.sub(r"%[0-9a-fA-F]{2}", lambda m: m[0].upper(), parts.path), safe="/:@!$&'()*+,;=~-._%")
    query = urlencode([(k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True) if not _is_tracking(k)])
    return urlunsplit((parts.scheme, parts.netloc, path or "/", query, ""))


def request_url(url: str) -> str:
    """A URL as it is asked for: what was announced, with only that changed which cannot be sent.

    Host in IDNA, no fragment and no user, blanks and letters outside ASCII escaped; escapes, query and tracking parameters stay
    as they were written. Raises ValueError as `canonical_url` does; `folder:` identities pass unchanged.
    """
    url = _bare(url)
    if url.startswith("folder:"):
        return url
    parts = _split(url)
    return urlunsplit((parts.scheme, parts.netloc, _without_dots(_sendable(parts.path)) or "/", _sendable(parts.query), ""))


def without_tracking(url: str) -> str:
    """The URL without its tracking parameters and nothing else changed: what readers are shown."""
    address, mark, query = url.partition("?")
    kept = "&".join(part for part in query.split("&") if not _is_tracking(part))
    return address + (mark if kept else "") + kept


def host_of(url: str) -> str:
    """Host and, where not the default, port: what politeness is counted by. `folder:` identities have the host `folder`."""
    if url.startswith("folder:"):
        return "folder"
    return urlsplit(url).netloc.lower()


def entry_id(url: str) -> str:
    """The id of an entry and of the article under this canonical URL: 20 hex digits of BLAKE2b."""
    return stable_id(canonical_url(url))


def stable_id(*parts: object) -> str:
    """20 hex digits of BLAKE2b over the parts; order matters, `None` differs from the empty text."""
    joined = "\x1f".join("\x00" if p is None else str(p) for p in parts)
    return hashlib.blake2b(joined.encode("utf-8", "surrogatepass"), digest_size=10).hexdigest()


def content_hash(*parts: str | None) -> str:
    """What tells a changed article from an unchanged one."""
    return stable_id(*parts)


def _bare(url: str) -> str:
    return re.sub(r"[\x00-\x1f]+", "", url).strip()


def _split(url: str) -> SplitResult:
    """The parts of an http(s) URL, scheme and authority in their one spelling. Raises ValueError."""
    parts = urlsplit(url)
    scheme = parts.scheme.lower()
    if scheme not in _DEFAULT_PORTS or not parts.hostname:
        raise ValueError(f"not an absolute http(s) URL: {url[:200]}")
    host = _ascii_host(unquote(parts.hostname))
    if not host:
        raise ValueError(f"not a host name: {url[:200]}")
    if ":" in host:
        host = f"[{host}]"  # An IPv6 address.
    port = parts.port
    netloc = host if port in (None, _DEFAULT_PORTS[scheme]) else f"{host}:{port}"
    return parts._replace(scheme=scheme, netloc=netloc)


def _ascii_host(host: str) -> str:
    try:
        name = host if host.isascii() else host.encode("idna").decode()
    except UnicodeError as error:
        raise ValueError(f"not a host name: {host[:200]}") from error
    if _NO_HOST.search(name):
        raise ValueError(f"not a host name: {host[:200]}")
    return name.lower().rstrip(".")


def _sendable(part: str) -> str:
    return quote(part, safe=_SENT)


def _normal(part: str) -> str:
    """Escapes in upper case, and characters that need none without; whatever else stands there stays."""
    while (plain := _ESCAPE.sub(_unescaped, part)) != part:
        part = plain  # A stray % may meet the digits of an escape that went: `%%34%31`.
    return quote(part, safe=_SAFE)


def _unescaped(match: re.Match[str]) -> str:
    char = chr(int(match[1], 16))
    return char if char in _UNRESERVED else match[0].upper()


def _without_dots(path: str) -> str:
    """RFC 3986, 5.2.4: `/a/../b/./c` is `/b/c`."""
    if "/." not in path:
        return path
    kept: list[str] = []
    pieces = path.split("/")
    for piece in pieces:
        if piece == "..":
            del kept[max(len(kept) - 1, 1) :]
        elif piece != ".":
            kept.append(piece)
    if pieces[-1] in (".", ".."):
        kept.append("")
    return "/".join(kept)


def _is_tracking(part: str) -> bool:
    """Whether a `name=value` of a query only says how a reader came."""
    name = part.partition("=")[0].lower()
    return name in _TRACKING_NAMES or name.startswith(_TRACKING_PREFIXES)
