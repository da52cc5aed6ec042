"""The benchmark table: ours against named peers."""
