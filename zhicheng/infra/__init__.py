"""Plumbing under every context: event rows, transitions, jobs, live updates, settings, problem+json. Nothing about the city."""
