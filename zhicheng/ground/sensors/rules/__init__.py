"""Rules of sensors, pure: kinds and their units, limits by place and hour, readings that cannot be, and what a run of readings means."""
