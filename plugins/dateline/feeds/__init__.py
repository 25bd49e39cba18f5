"""Feed bytes -> FeedEntry, and when to poll again. Pure: bytes were brought by the fetcher, the time is passed in."""

from dateline.feeds.parsing import parse_feed
from dateline.feeds.polling import next_poll
from dateline.feeds.values import Feed, Remark, Skipped

__all__ = ["Feed", "Remark", "Skipped", "next_poll", "parse_feed"]
