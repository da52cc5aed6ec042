"""Following 关注: a citizen is told at each step of what he reported or follows, the way he chose, and stops it with one tap.

Which steps are told stands in rules.py, and nowhere else; how a message leaves the house in ground/messages.
Law behind it: PIPL 6 and 19 (no more than needed, no longer than needed), 15 (consent can be withdrawn as easily as it was given).
"""
