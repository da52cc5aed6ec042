"""Social posts: a city's platforms listed as JSON lines, RSS or Atom. What tells of something in this city's streets comes in as a report.

Most of what people post concerns nobody here. `rules` weighs each post in words that can be read back; what is sure goes through the one
door, what is doubtful is shown to an acceptor, of the rest only a digest is kept, never its words or its author (PIPL 6: no more than needed).
"""
