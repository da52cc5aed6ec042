"""Openness 政务公开: what the public is shown, and who let it out.

公开事项 (publication) is what waits for a named person's word: figures of a month (数据公开), cases explained (以案释法), "you said, we
did" (民有所呼、我有所应). Penalty decisions are published by the case itself (APL 48); here they are only listed. Law: 政府信息公开条例
(GOVINFO) 20, 26, 32; PIPL 51 and 73 on what no longer tells whose it is.
"""
