"""Canonical URLs and stable ids. Pure.

The rules of `canonical_url` are part of every id: changing one is a migration of ledger and index, not a clean-up.
"""

import hashlib
import re
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

# Parameters that only say how a reader came to the page. Exact names, then prefixes.
_TRACKING_NAMES = frozenset(
    "fbclid gclid dclid gbraid wbraid msclkid yclid igshid mc_cid mc_eid ref_src cmpid ocid ncid s_cid smid smtyp cmp cid_source "
    "traffic_source xtor ito tpcc partner rssid _ga _gl".split()
)
_TRACKING_PREFIXES = ("utm_", "pk_", "mtm_", "hsa_", "at_")
_DEFAULT_PORTS = {"http": 80, "https": 443}
_SAFE_PATH = "/:@!$&'()*+,;=~-._%"


def canonical_url(url: str) -> str:
    """The one spelling of a URL that stands for an article.

    Lower-case scheme and host (IDNA), no default port, no fragment, no user, no tracking parameters, percent-encoding
    normalised, an empty path becomes `/`. Query order is kept: some sites depend on it. `folder:` identities pass unchanged.
    Raises ValueError for a text that is not an absolute http(s) or folder URL.
    """
    url = re.sub(r"[\x00-\x1f]+", "", url).strip()
    if url.startswith("folder:"):
        return url
    parts = urlsplit(url)
    scheme = parts.scheme.lower()
    if scheme not in _DEFAULT_PORTS or not parts.hostname:
        raise ValueError(f"not an absolute http(s) URL: {url[:200]}")
    host = _ascii_host(parts.hostname)
    if not host:
        raise ValueError(f"not a host name: {url[:200]}")
    if ":" in host:
        host = f"[{host}]"  # An IPv6 address.
    port = parts.port
    netloc = host if port in (None, _DEFAULT_PORTS[scheme]) else f"{host}:{port}"
    path = _escaped(parts.path)
    query = urlencode([(k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True) if not _is_tracking(k)])
    return urlunsplit((scheme, netloc, path or "/", query, ""))


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


def _ascii_host(host: str) -> str:
    try:
        return host.encode("ascii").decode().lower().rstrip(".")
    except UnicodeEncodeError:
        try:
            return host.encode("idna").decode().lower().rstrip(".")
        except UnicodeError as error:
            raise ValueError(f"not a host name: {host[:200]}") from error


def _escaped(path: str) -> str:
    escaped = re.sub(r"%[0-9a-fA-F]{2}", lambda m: m[0].upper(), path)
    return quote(escaped, safe=_SAFE_PATH)


def _is_tracking(name: str) -> bool:
    lowered = name.lower()
    return lowered in _TRACKING_NAMES or lowered.startswith(_TRACKING_PREFIXES)
