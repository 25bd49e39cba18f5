"""News labelled after the codebook: its format, and how what was tagged compares with it. Knows no tagger and no index."""
