"""Who did what to whom, where, when, with what toll, who says so, and whether it happened: a Reading in, events out (`coder`). Pure."""
