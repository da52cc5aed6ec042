"""Permits 许可: stall places and hours, signs, road occupation, spoil, digging: holder, place, hours, validity.

Asked by reports, field and law: what is lawful there and then is never pursued (INV-89, 无证无照经营查处办法 Art. 3).
"""
