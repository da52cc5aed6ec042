"""What citizens say about officers 市民对执法人员的投诉与表扬: complaints go to the supervision unit, praise to who earned it.

A complaint 投诉 has a receipt, a clock and an answer of its own; the officer and everybody of his squad never learn of it here, whatever their
roles (行政处罚法 art. 75: 接受社会监督, 公民有权申诉检举; 信访工作条例 art. 30: not handed to who is complained about). Praise 表扬 is read by the
supervision unit and then shown to the officer and his head, without the citizen's name or phone.
"""
