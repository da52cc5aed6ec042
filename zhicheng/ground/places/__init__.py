"""Places 地点: the city's areas (区 district, 街道 street, 社区 community, 单元网格 grid), its roads and its names.

A city is a folder made by `zhicheng city build`; the database only holds the areas' codes and names for look-ups.
"""
