"""感知 sense: what cameras, sensors and other people's AI say, on its way to a report.

预警 pre-alarm → 机器确认 confirmed → 复核 review → 上报 report, or 误报 rejected with a reason, 自行离开 left, 自行整改 put right by itself,
合法 lawful. The machine proposes; what it says is a lead until an officer has reviewed it (APL 41, PIPL 24).
"""
