"""Settings, addresses and processes; hands the journey, the tasks and `may_see` to infra."""
