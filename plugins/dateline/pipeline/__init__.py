"""Joins the steps: sources -> entries -> pages -> articles -> tags -> index.

    polling      due sources are fetched and parsed; new entries go to the ledger (folders go straight to the archive)
    fetching     leased entries are fetched; pages go to the archive, entries become `fetched`
    processing   leased pages are extracted, tagged and indexed; entries end in exactly one outcome
    retagging    stored articles are tagged again, without the web

Every function is given its adapters, knows them only by Protocol and keeps nothing between calls: all memory is the ledger's.
Each may be killed at any moment and called again.
"""
