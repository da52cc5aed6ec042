"""What holds in a neighbourhood: pure functions over frozen facts, each answer with its reason."""
