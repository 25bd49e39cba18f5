"""Places: every location that is mentioned gets a point on the map, an honest size, how sure it is and why.

`resolver.load_gazetteer` once per process; `resolver.PlaceResolver.resolve` for each article. Needs no parse: mentions of earlier taggers
are used where they are there, and the gazetteer is asked for every capitalised name besides.
"""
