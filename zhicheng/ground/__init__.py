"""What every stage stands on: places, people, permits."""
