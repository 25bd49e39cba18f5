"""The value types that flow from a feed to the index, by what they describe. Standard library only.

    Source -> FeedEntry -> Page -> Article -> TaggedArticle(mentions, events) -> Document
                                              many of them -> Incident(reports, tolls) -> Document

All are frozen and can be printed, compared and pickled. Every `datetime` is aware. Offsets are Python string offsets into
`Article.text`, half-open. Unknown is `None`, never 0 and never an empty object. Each stage keeps what earlier stages claimed:
a feed's date and a page's date are two fields.
"""
