"""Frigate boxes: their tracked objects become observations by our zones and our dwell, their silence an order of upkeep.

Frigate 0.13 to 0.16 over MQTT. Its own loitering counts frames, so it drifts when frames are lost; ours goes by its time stamps.
"""
