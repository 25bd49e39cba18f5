"""Fixtures that any test may ask for; servers are started by the first test that does."""

pytest_plugins = ["tests.services", "tests.services_browser", "tests.services_elasticsearch"]
