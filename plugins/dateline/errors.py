"""The exceptions that Dateline raises on purpose.

    DatelineError
    ├── UsageError              wrong option, file or configuration: exit 2, one line, no traceback
    │   ├── SettingsError       an environment variable
    │   ├── SeedError           a seed file: names file, line and key
    │   └── QueryRefused        a question that cannot be understood: says how to write it
    └── StepError               a step could not be done: exit 1
        ├── FetchError          a request that failed; carries outcome and whether trying again helps
        ├── FeedError           a document that is not a feed
        ├── ExtractError        a page without a readable article
        ├── ArchiveError        the archive could not be read or written
        ├── LedgerError         the ledger could not be read or written
        │   └── LedgerUnusable  it is missing, of another version or out of reach; a UsageError too
        ├── KibanaError         Kibana refused, or the dashboards have a fault
        └── IndexRefused        the index refused the write, or went away; nothing is lost
            └── IndexUnusable   it is missing, out of reach, or does not let us in; a UsageError too
                └── OtherSchema it is of another schema version

Every message names the file, key, URL or rule it is about, and, for UsageError, the repair.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from dateline.models.outcomes import Outcome


class DatelineError(Exception):
    """Root of everything that Dateline raises on purpose."""


class UsageError(DatelineError):
    """Wrong usage or configuration; the message is one line with the repair."""


class SettingsError(UsageError):
    """An environment variable has a value that cannot be used."""


class SeedError(UsageError):
    """A seed file cannot be used; the message starts with `file:line:`."""


class Offer(NamedTuple):
    """What may have been meant: in words, and the filters that ask for it (name -> values, in place of those that stand there)."""

    label: str
    changes: Mapping[str, Sequence[str]]


class QueryRefused(UsageError):
    """A filter or a text to search for cannot be understood; `said` is what is wrong with it and how to write it, `offers` the next best.

    The message is both in one line.
    """

    def __init__(self, said: str, *, offers: Sequence[Offer] = ()) -> None:
        super().__init__(f"{said}; did you mean {' · '.join(offer.label for offer in offers)}?" if offers else said)
        self.said = said
        self.offers = tuple(offers)


class StepError(DatelineError):
    """A step could not be done."""


class FetchError(StepError):
    """A request failed.

    `outcome` is what the ledger records; `retry_after` is the server's own wish in seconds, if it had one; `passing` is true for
    what usually passes by itself (a time-out, a connection that broke); `status` is what the server answered, if it did; `host` is
    whose wish it is. `asked` is false when no request for the page was made: its host rests, or its robots.txt cannot be read.
    """

    def __init__(
        self,
        message: str,
        *,
        outcome: Outcome,
        retry_after: float | None = None,
        passing: bool = False,
        status: int | None = None,
        host: str | None = None,
        asked: bool = True,
    ) -> None:
        super().__init__(message)
        self.host = host
        self.asked = asked
        self.outcome = outcome
        self.retry_after = retry_after
        self.passing = passing
        self.status = status


class FeedError(StepError):
    """A document is not a feed."""


class ExtractError(StepError):
    """A page holds no readable article; `outcome` says which kind of page it is."""

    def __init__(self, message: str, *, outcome: Outcome = Outcome.SKIPPED_NOT_ARTICLE) -> None:
        super().__init__(message)
        self.outcome = outcome


class ArchiveError(StepError):
    """The archive could not be read or written."""


class LedgerError(StepError):
    """The ledger could not be read or written."""


class LedgerUnusable(LedgerError, UsageError):
    """The ledger is missing, of another version, or out of reach when it is opened: one line with the repair."""


class IndexRefused(StepError):
    """The index refused the write, or went away; trying again later helps."""


class IndexUnusable(IndexRefused, UsageError):
    """The index is missing, out of reach when it is opened, or does not let us in: one line with the repair."""


class OtherSchema(IndexUnusable):
    """The index is of another schema version; `dateline index rebuild` makes one of ours from it."""


class KibanaError(StepError):
    """Kibana could not be reached or refused, or a saved object of ours has a fault; names the address or the file."""
