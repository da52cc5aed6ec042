"""The city's hotline 12345: its work orders in, our answers back, and what its callers say of them (响应率, 解决率, 满意率).

Each hotline names its columns in its own way: a saved mapping per sender, guessed from the header on the first import and corrected by a
person. Their number, deadline (a second clock beside ours) and wish for secrecy (是否保密) stay with the order; the caller's name and phone of
a secret one never reach the report.
"""
