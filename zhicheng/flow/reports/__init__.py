"""Reports 上报: one door for hotline, grid, citizens, cameras. Where is it, what is it, is it known already.

One code path for one report and for a hundred thousand: `services.receive_many`.
"""
