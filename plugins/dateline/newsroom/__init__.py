"""Plays a folder of articles (seeds/newsroom) as web sites, for the sample and for tests.

`answers` is pure: outlets, a moment and a request in, an answer out; `server` only carries answers over a socket.
"""
