"""Why a sentence is on the timeline or not: what the reader saw of it, what carried that, what became of it."""
