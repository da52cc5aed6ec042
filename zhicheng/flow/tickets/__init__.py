"""Tickets 工单: the work order of digital urban management (数字城管), its seven steps, clocks, returns, holds and rework.

核实 verify (before filing) and 核查 re-check (after handling) are different things; nobody closes what he handled (监管分离).
"""
