"""The law and the trade's catalogues, dated and pure: standard library only, packs are JSON at run time (DESIGN.md §2, idea 3).

`book` statutes, violations, periods, settings of a region · `facts` what is known of a case · `basis` which text applies ·
`invariants` hard rules, each with its article · `judgement` the answer: procedure, range, refusals, dates, papers · `scenarios` the
same in people's words · `procedure` the case's life cycle · `stream` what happened in a case · `standing` where that leads · `gates` which
rule stands before which step · `assessment` what may happen next, what not and by which article.
"""
