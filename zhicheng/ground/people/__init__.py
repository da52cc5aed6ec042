"""People 人员: organisations, members (执法队员 officer, 协管员 assistant, 信息采集员 collector, centre posts), roles, crews, shifts.

An assistant may persuade, watch and report, and never counts as an officer (APL 42, INV-01). Positions are shared on shift only.
"""
