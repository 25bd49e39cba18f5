"""The steps, joining and upkeep with this installation's adapters: what DAGs and commands call."""
