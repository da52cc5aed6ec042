"""`zhicheng law check`: every sequence of steps over a covering set of facts, with monitors that know nothing of the rules they watch.

`worlds` the facts that are covered · `moves` what people try in each state, lawful and unlawful · `search` breadth first, states merged ·
`monitors` what must never happen, said once more and differently · `mutants` rules and arrows broken on purpose.
"""
