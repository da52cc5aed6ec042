"""The eyes on many machines, started and placed by Ray (extra `[fleet]`).

Ray starts one worker per core of every machine in its cluster, near the cameras of the sites that a machine names, no more on a machine than
its bandwidth carries, and starts it again when its process or its machine dies. Whose camera is whose stays the lease in the job table, so
Ray may lose everything and no camera is looked at twice for long.
"""
