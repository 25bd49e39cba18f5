"""Tagged articles, incidents and figures -> index documents, one module a kind. Pure; `docs/data-model.md` lists the fields.

A document is its article's or event's display form (nested objects that no index looks into) beside flat keys that every
index filters, counts and sorts by. Both indexes store the same bodies, so nothing about an answer depends on the engine.
"""
