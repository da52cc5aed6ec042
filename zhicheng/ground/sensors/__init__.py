"""Sensors 物联传感器: noise, dust, standing water, bins, manhole covers, street lamps: what there is, what it says, when that is too much.

Who may set them up is the city's own business; what a noise meter may be compared with stands in GB 3096-2008. A reading is a lead, never
a measurement in the sense of that standard: those are made with a calibrated meter, by people, over a set time.
"""
