"""Words that every other package uses: ids, geography, calendar, life cycles, verdicts, refusals. Standard library only."""
