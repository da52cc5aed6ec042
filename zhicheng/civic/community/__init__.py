"""The neighbourhood takes part 社区共治: residents with points, open days 开放日, joint meetings 联席会议, liaisons 社区联络员, firms with a
duty area 门前责任区.

Points are a thank-you, not a price: they come from a table of the city's, each with the thing it is for, and whoever decides about a case
never sees who was thanked (domain.md P17, PIPL 6).
"""
