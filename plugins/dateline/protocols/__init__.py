"""What the pipeline is given, one module for each adapter: values and Protocols only.

Adapters implement these without importing them from each other; `tests/fakes.py` has one in memory for each.
"""
