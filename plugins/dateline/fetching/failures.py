"""What is said of a request that failed."""

from __future__ import annotations

from dateline.errors import FetchError
from dateline.models.outcomes import Outcome


def said(error: Exception) -> str:
    """What an error says; some say nothing."""
    return str(error).strip() or next((str(e) for e in (error.__cause__, error.__context__) if e and str(e).strip()), "no reason was given")


def failed(url: str, why: str, *, passing: bool = False) -> FetchError:
    """The error of a request that may be asked again; `passing` where its cause is of the moment."""
    return FetchError(f"{url[:200]}: {why[:300]}", outcome=Outcome.FAILED_RETRYABLE, passing=passing)
