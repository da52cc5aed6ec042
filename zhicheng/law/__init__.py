"""The law and the trade's catalogues, dated and pure: standard library only, packs are JSON (DESIGN.md §2, idea 3).

For now: the calendar and the catalogue of matters. Statutes, procedures and invariants come with the cases.
"""
