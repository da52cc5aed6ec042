"""Eyes at work (值守): workers that look at cameras, by a lease each, and say what they see through the one door of `sense`.

office    what the database knows: cameras, leases, observations, health, upkeep
charge    one camera in a worker's charge: its eye, its health, its stills
keeping   what the next owner needs, in the eyes' folder: memories, and what was said but not delivered yet
worker    the loop of one process, one per core
crew      the processes of one machine; what dies is started again
"""
