"""Whistles 街乡吹哨、部门报到: a street calls several departments to one place; they report in, agree, act; the street rates each.

Each department acts in its own name and power. Evidence may be shared (APL 26), decisions, certificates and fines never are
(domain.md B.4). Called departments need no account: a link on the phone is enough.
"""
