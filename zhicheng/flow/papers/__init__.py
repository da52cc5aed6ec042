"""Papers 执法文书: the 52 kinds from the lead's register to the archive's index, made, numbered, signed and kept.

A paper looks nothing up above itself: whoever calls (a case, one day the offline phone) passes typed fields. What a kind needs is
data (`law/packs/*/documents.yaml`), what it says is its typst template, what may not be finalised is `rules`. A number is taken only
when a paper is finalised (APL 52: 预定格式、编有号码), without gaps; a void number stays and says why.
"""
