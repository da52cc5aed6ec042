"""Each rule that stands before a step, once allowed and once refused: one module per chapter, as the rules are."""
