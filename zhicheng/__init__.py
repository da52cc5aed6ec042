"""Zhicheng 治城: one report walks from the street to a closed ticket. Start reading at `zhicheng/journey.py`."""
