"""The index of a team: Elasticsearch 9, one index per kind behind an alias."""
