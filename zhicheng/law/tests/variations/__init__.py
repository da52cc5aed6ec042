"""Scenarios of our own, reasoned out from the statutes: other dates, parties, amounts, papers than the public ones.

Each row: what it is about and why, facts in people's words, what the answer has to hold. Calendar of 2026: 15-23 February, 4-6 April,
1-5 May, 19-21 June, 25-27 September, 1-7 October are off; 14 and 28 February, 9 May, 20 September, 10 October are worked.
"""
