"""Which reports tell of the same thing: candidates by place, time and text, weighed by weights that were learned from people's
own links. Pure: no database, no clock. Read `linking.py` first.
"""
