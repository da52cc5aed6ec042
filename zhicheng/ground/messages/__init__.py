"""Outgoing messages 消息: one row each, in the app (the bell) or by SMS behind a port; quiet hours; never twice; what is stuck is seen.

Who is told what stands where it happens (a stage's services, called by a journey step); how it reaches him stands here.
Law behind it: PIPL 6 (no more than needed in a text message: no name, no phone).
"""
