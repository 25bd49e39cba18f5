"""Which reports tell one happening, and which one episode: pure functions over what the tagger read and over the text itself."""
