"""MQTT: what boxes, platforms and gauges publish, taken in small batches and acknowledged when it is in the database.

Under test: mosquitto 2 (Debian). MQTT 5 with shared subscriptions, so that several processes share the load.
"""
