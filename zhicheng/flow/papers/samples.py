# ruff: noqa: E501 - one fact of the invented case per line
"""One invented case with every kind of paper in it: trading outside a shop, fined 600 yuan after an ignored order. Nobody here is real."""

from __future__ import annotations

import copy
from datetime import datetime
from typing import Any

from zhicheng.flow.papers.drawing import Agency
from zhicheng.kernel.calendar import CHINA

AGENCY = Agency(
    name="青澜市西湾区综合行政执法局",
    short="青西综执",
    address="青澜市西湾区望潮路 18 号",
    phone="0570-8800110",
    reconsideration="青澜市西湾区人民政府",
    court="青澜市西湾区人民法院",
    url="zf.qinglan.example",
)
PARTY = {
    "kind": "individual_business", "name": "张建国", "sex": "男", "born": "1988-03-15", "id_no": "33010619880315123X",
    "address": "青澜市西湾区柳浪街 6 号 2 单元 301 室", "phone": "13800000001", "trade_name": "西湾区建国水果店",
}  # fmt: skip
PERSON = {k: v for k, v in PARTY.items() if k != "trade_name"} | {"kind": "citizen"}
CHILD = {"kind": "citizen", "name": "李小满", "sex": "女", "born": "2013-06-01", "id_no": "330106201306010027", "address": "青澜市西湾区柳浪街 9 号"}  # fmt: skip
GUARDIAN = {
    "kind": "citizen", "name": "李海燕", "sex": "女", "born": "1985-11-20", "id_no": "330106198511200044",
    "address": "青澜市西湾区柳浪街 9 号", "phone": "13800000002",
}  # fmt: skip
OFFICERS = [{"name": "周正", "certificate": "33010019001"}, {"name": "林岚", "certificate": "33010019002"}]
VIOLATION = {"id": "V.ZJ.shop_outside", "name": "超出门窗店外经营"}
STALL = {"id": "V.ZJ.stall", "name": "擅自占用公共场所设摊经营、兜售物品"}
ACT_AT = "2026-09-03T09:30:00+08:00"
PLACE = "青澜市西湾区柳浪街 12 号门前人行道"
ARTICLE = "ZJ 17(1)"
FACTS = (
    "你在店门外人行道摆放水果货架 3 组、塑料筐 8 只，占用长 4.2 米、宽 1.3 米，约 5.5 平方米，影响行人通行。"
    "本机关已于 2026年9月1日责令你限期改正，你逾期未改正。"
)
EVIDENCE = [
    {"kind": "record", "name": "现场检查笔录", "number": "青西综执检〔2026〕1号", "proves": "店外经营的时间、地点和占用面积"},
    {"kind": "recording", "name": "现场照片 6 张、执法记录仪录像 1 段", "number": "ZJ-2026-0903-01", "proves": "货架摆放在门窗以外"},
    {"kind": "statement", "name": "调查询问笔录", "number": "青西综执询〔2026〕1号", "proves": "当事人承认店外经营及逾期未改正"},
    {"kind": "document", "name": "责令限期改正通知书及送达回证", "number": "青西综执责改〔2026〕1号", "proves": "已经责令改正而逾期未改正"},
]  # fmt: skip
GOODS = [
    {"name": "水果货架", "model": "木质 1.2 米", "quantity": "3", "unit": "组", "condition": "完好", "note": "照片 01"},
    {"name": "塑料筐", "model": "60 × 40 厘米", "quantity": "8", "unit": "只", "condition": "完好", "note": "照片 02"},
]
PICTURES = [
    {"kind": "recording", "name": "照片 01", "number": "SHA-256 4f1c…9a02", "proves": "货架位于店门外 1.3 米"},
    {"kind": "recording", "name": "录像 01", "number": "SHA-256 77b0…13de", "proves": "检查全过程"},
]
SAMPLES = [{"name": "食用油", "model": "5 升桶装", "quantity": "2", "unit": "桶", "number": "Y-01"}]
POINTS = [
    {"point": "店内面积太小，不得已才摆到门外。", "adopted": "rejected", "reason": "店内面积不足不是占用公共通道的正当理由，且附近有可以申请的便民摊位。"},
    {"point": "收到通知后已经在收拾，只是没有收完。", "adopted": "partly", "reason": "复查录像显示部分货架已移入店内，该情节在裁量中从轻考虑。"},
]  # fmt: skip
DISCRETION = "你系首次被查处店外经营，占用面积不足 6 平方米，复查时已部分改正；但经责令仍逾期未全部改正，故在法定幅度的一般阶次内处罚。"
ACT: dict[str, Any] = {"violation": VIOLATION, "act_at": ACT_AT, "act_place": PLACE}
D45 = "青西综执罚决〔2026〕1号"
D36 = "青西综执罚告〔2026〕1号"
AT = datetime(2026, 9, 23, 10, 0, tzinfo=CHINA)

FIELDS: dict[str, dict[str, Any]] = {
    "D01": {
        "source": "hotline", "found_at": "2026-09-01T08:50:00+08:00", "place": PLACE, "place_code": "330199001012", "coordinate": "120.15310, 30.24720",
        "matter": "09005", "description": "市民来电反映水果店把货架摆到人行道上，行人只能走车道。", "officers": OFFICERS, "checked_on": "2026-09-01",
        "result": "confirmed", "proposal": "现场情况属实，建议责令限期改正，逾期不改正的立案查处。", "evidence": EVIDENCE[1:2],
    },
    "D02": {
        "source": "complaint", "summary": "投诉反映柳浪街 20 号门前夜间摆摊。", "not_filed_ground": "no_violation", "reason": "经核查，该处为政府划定的疏导点，摊主持有有效的摊位证，经营时间在允许的时段之内。",
        "officers": OFFICERS, "opinion_squad": "同意不予立案。", "opinion_head": "同意。", "told_on": "2026-09-04",
    },
    "D03": {
        "receiving_authority": "青澜市西湾区市场监督管理局", "summary": "本机关检查时发现柳浪街 12 号店内存放无标签食用油 20 桶。", "reason": "食品标签的监督管理由市场监督管理部门负责",
        "attachments": ["现场检查笔录 1 份", "照片 4 张"], "party": PARTY, "goods": GOODS[:1],
    },
    "D04": ACT | {
        "party": PARTY, "source": "hotline", "found_at": "2026-09-01T08:50:00+08:00", "facts": FACTS, "prohibits": [ARTICLE], "officers": OFFICERS,
        "opinion_officers": "当事人经责令逾期未改正，建议立案调查。", "opinion_squad": "同意立案。", "opinion_head": "同意立案。", "filed_on": "2026-09-04",
    },
    "D10": {
        "party": PARTY, "violation": STALL, "act_at": ACT_AT, "act_place": PLACE, "evidence_short": "现场照片 3 张、执法记录仪录像、责令改正通知书", "prohibits": ["ZJ 16"], "penalises": "ZJ 16",
        "penalty": "fine", "fine": 5000, "payment": "later", "pay_due": "2026-10-08", "pay_channel": "青澜银行西湾支行代收点或者“青澜缴费”小程序", "defence": "表示知道不能摆了，请求从轻",
        "decided_at": "2026-09-23T10:00:00+08:00", "decision_place": PLACE, "officers": OFFICERS, "served_online": False,
    },
    "D11": {
        "decision_number": "青西综执当罚〔2026〕1号", "party": PARTY, "violation": STALL, "act_at": ACT_AT, "penalty": "fine", "fine": 5000, "officers": OFFICERS,
        "decided_on": "2026-09-23", "filed_back_on": "2026-09-23",
    },
    "D12": {"fiscal_receipt": "浙财罚 00012345", "payer": "张建国", "decision_number": D45, "paid": 60000, "channel_name": "电子支付", "paid_at": "2026-10-08T15:20:00+08:00"},
    "D20": {
        "from_at": ACT_AT, "to_at": "2026-09-03T09:55:00+08:00", "place": PLACE, "coordinate": "120.15310, 30.24720", "party": PARTY, "officers": OFFICERS, "recorder": "林岚", "rights_answer": "听清楚了，不申请回避。",
        "weather": "晴", "present": "店员王阿姨", "witness": "柳浪社区网格员 陈平",
        "findings": "检查人到达时，水果店正在营业，店门外人行道摆放木质货架 3 组、塑料筐 8 只。\n经现场测量，占用长 4.2 米、宽 1.3 米，剩余人行道宽 0.9 米。\n当事人在场，称货架系早上摆出。执法人员出示了 9 月 1 日的责令限期改正通知书，当事人承认收到。",
        "pictures": PICTURES, "samples": SAMPLES,
    },
    "D21": {
        "from_at": "2026-09-07T14:00:00+08:00", "to_at": "2026-09-07T14:40:00+08:00", "place": "青澜市西湾区综合行政执法局询问室", "person": PERSON, "officers": OFFICERS, "recorder": "林岚", "relation": "当事人",
        "rights_answer": "听清楚了，不申请回避。", "employer": "西湾区建国水果店", "job": "经营者",
        "dialogue": [
            {"question": "9 月 3 日上午你店门外的货架是谁摆的？", "answer": "是我摆的。"},
            {"question": "9 月 1 日执法人员向你送达的责令限期改正通知书，你收到了吗？要求是什么？", "answer": "收到了，要求 9 月 2 日下午六点前把东西收进店里。"},
            {"question": "为什么没有改正？", "answer": "店里放不下，收了一部分，想卖完再收。"},
        ],
    },
    "D22": {
        "evidence_number": "ZJ-2026-0903-01", "evidence_kind": "recording", "device": "执法记录仪 DSJ-07（校准有效期至 2027 年 3 月）", "taken_at": ACT_AT, "taken_by": "周正", "place": PLACE, "proves": "货架摆放在门窗以外，占用人行道。",
        "original": "执法记录仪存储卡，存证据室", "copy_method": "采集站导出，未经编辑", "sha256": "4f1c" * 15 + "9a02", "sm3": "66c7f0f4" * 8, "officers": OFFICERS, "time_stamp": "2026年9月3日9时31分", "provider": "周正",
    },
    "D23": {
        "expert": "testing", "institution": "青澜市产品质量检测院", "qualification": "CMA 190001", "purpose": "检测送检食用油的酸价和过氧化值是否符合国家标准。", "samples": SAMPLES, "due_on": "2026-09-25",
        "officers": OFFICERS, "party": PARTY,
    },
    "D24": {
        "party": PARTY, "reason": "货架可能被转移", "goods": GOODS, "kept_at": "西湾区执法局物品保管室", "from_on": "2026-09-03", "to_on": "2026-09-14", "approval": "西湾登批 7", "officers": OFFICERS, "violation": VIOLATION,
    },
    "D25": {
        "party": PARTY, "notice_number": "青西综执登〔2026〕1号", "from_on": "2026-09-03", "outcomes": [GOODS[0] | {"outcome": "returned"}, GOODS[1] | {"outcome": "released"}], "reason": "证据已经固定，不需要继续保存。",
    },
    "D26": {
        "party": PARTY, "measure": "seizure", "facts": "你经责令仍在人行道摆放货架经营，货架、塑料筐为实施该行为的工具。", "basis": ["SHCGZF 21"], "goods": GOODS, "kept_at": "西湾区执法局物品保管室", "measured_at": "2026-09-03T10:00:00+08:00",
        "from_on": "2026-09-03", "to_on": "2026-10-03", "list_number": "青西综执扣清〔2026〕1号", "officers": OFFICERS, "approval": "西湾扣批 3", "urgent": False,
    },
    "D27": {
        "party": PARTY, "measure": "seizure", "notice_number": "青西综执扣〔2026〕1号", "goods": GOODS, "measured_at": "2026-09-03T10:00:00+08:00", "kept_at": "西湾区执法局物品保管室", "officers": OFFICERS, "pictures": PICTURES[:1],
    },
    "D28": {"party": PARTY, "measure": "seizure", "notice_number": "青西综执扣〔2026〕1号", "from_on": "2026-09-03", "old_due": "2026-10-03", "new_due": "2026-11-02", "reason": "涉及多处经营点，需要核对进货单据"},
    "D29": {
        "party": PARTY, "measure": "seizure", "notice_number": "青西综执扣〔2026〕1号", "release_ground": "decided", "goods": GOODS, "returned_to": "张建国", "officers": OFFICERS, "explanation": "处罚决定已经作出。",
    },
    "D30": ACT | {
        "act_at": "2026-09-01T10:20:00+08:00", "party": PARTY, "facts": "你在店门外人行道摆放水果货架，占用人行道约 5.5 平方米。", "prohibits": [ARTICLE], "penalises": ARTICLE, "correct_how": "by_deadline",
        "correct_by": "2026-09-02T18:00:00+08:00", "measures": "将货架、塑料筐全部移入店内，恢复人行道畅通。", "recheck": "2026年9月3日上午由两名执法人员到现场复查并录像", "consequence": "依法处一百元以上一千元以下罚款", "officers": OFFICERS,
    },
    "D31": ACT | {
        "party": PARTY, "facts": "你首次在门外摆放花盆 2 只，经指出后当场搬回。", "evidence": EVIDENCE[:2], "prohibits": [ARTICLE], "spare_ground": "first_offence", "reason": "经查询首违登记，你在两年内没有同类违法记录，危害后果轻微，且当场改正。",
        "corrected": "当场搬回店内，有前后对比照片", "education_number": "青西综执教〔2026〕1号",
    },
    "D32": {
        "from_at": "2026-09-03T09:56:00+08:00", "to_at": "2026-09-03T10:05:00+08:00", "place": PLACE, "party": PARTY, "officers": OFFICERS, "violation": VIOLATION, "prohibits": [ARTICLE],
        "lessons": ["人行道是公共通道，占用会把行人和轮椅逼上车道", "需要外摆的，可以申请附近的便民摊位"], "undertaking": "今后不在门窗以外摆放物品，发现员工摆放的立即收回。",
    },
    "D33": ACT | {
        "party": PARTY, "origin": "2026年9月1日，本机关接 12345 热线反映后到现场核查，责令限期改正；9 月 3 日复查未改正，9 月 4 日立案。", "facts": FACTS, "evidence": EVIDENCE, "nature": "当事人超出门窗摆放物品经营，构成店外经营。",
        "prohibits": [ARTICLE], "penalises": ARTICLE, "tier": "normal", "factors": ["首次被查处", "占用面积 5.5 平方米", "经责令逾期未全部改正"], "discretion": DISCRETION, "proposal": "建议处以罚款。", "officers": OFFICERS, "fine": 60000,
    },
    "D34": {"party": PARTY, "filed_on": "2026-09-04", "closing_kind": "no_violation", "facts": "涉案货架位于产权范围以内，未超出门窗。", "reason": "测绘成果证明店前 1.5 米为产权用地。", "violation": VIOLATION},
    "D35": {
        "police": "青澜市公安局西湾分局", "party": PARTY, "crime": "非法占用农用地罪", "facts": "当事人在永久基本农田上倾倒建筑垃圾约 9 亩。", "evidence": EVIDENCE[:2], "decided_on": "2026-09-22", "attachments": ["移送书", "调查报告", "涉案物品清单", "检验报告"],
        "procuratorate": "青澜市西湾区人民检察院",
    },
    "D36": ACT | {
        "party": PARTY, "facts": FACTS, "evidence": EVIDENCE, "prohibits": [ARTICLE], "penalises": ARTICLE, "tier": "normal", "discretion": DISCRETION, "penalty": "fine", "penalty_text": "处以罚款。", "fine": 60000,
        "statement_due": "2026-09-22", "hearing": False, "contact": "周正 0570-8800110", "officers": OFFICERS,
    },
    "D37": {
        "party": PARTY, "notice_number": D36, "defence_at": "2026-09-18T15:00:00+08:00", "place": "本局接待室", "recorder": "林岚", "defence_points": POINTS, "effect": "采纳从轻情节，拟罚款数额不变。", "reviewer": "吴峰", "fine": 60000,
    },
    "D38": {
        "party": PARTY, "violation": VIOLATION, "hearing_at": "2026-10-13T09:00:00+08:00", "hearing_place": "本局三楼听证室", "host": "郑敏", "recorder": "何静", "publicity": "public", "contact": "何静 0570-8800112", "notice_number": D36,
    },
    "D39": {
        "party": PARTY, "violation": VIOLATION, "from_at": "2026-09-22T09:00:00+08:00", "to_at": "2026-09-22T10:30:00+08:00", "hearing_place": "本局三楼听证室", "host": "郑敏", "recorder": "何静", "persons": ["当事人张建国", "代理人 钱律师"], "hearing_officers": OFFICERS,
        "publicity": "public", "prosecution": "调查人员出示现场检查笔录、照片和责令改正通知书，建议处罚款。", "cross": "当事人对照片的真实性没有异议，认为占用面积计算偏大。", "last_word": "请求从轻。", "host_report": "争议在于占用面积。现场测量有录像和见证人，予以采信。建议维持拟处罚意见。",
    },
    "D40": {"party": PARTY, "stage": "investigation", "pause": "suspend", "ground": "须以另案的产权认定结果为依据，该案尚未审结。", "paused_on": "2026-09-10", "resume_if": "产权认定生效", "violation": VIOLATION},
    "D41": {"party": PARTY, "stage": "execution", "end_ground": "revoked", "explanation": "原处罚决定已被撤销。", "decision_number": D45},
    "D42": {
        "party": PARTY, "violation": VIOLATION, "proposal": "拟处以罚款。",
        "reviewed": [
            {"who": "主体和权限", "stance": "符合", "view": "在权责清单之内"}, {"who": "执法人员资格", "stance": "符合", "view": "两人持证，证件在有效期内"}, {"who": "程序", "stance": "符合", "view": "已责令改正、告知、听取申辩"},
            {"who": "事实和证据", "stance": "符合", "view": "证据能够相互印证"}, {"who": "依据和裁量", "stance": "符合", "view": "在一般阶次之内"}, {"who": "文书", "stance": "需补正", "view": "决定书补写面积的测量方法"}, {"who": "涉嫌犯罪", "stance": "不涉及"},
        ],
        "review": "change", "review_points": "补正文书后同意。", "reviewer": "孙文", "reviewer_certificate": "A2015330100123",
    },
    "D43": {
        "party": PARTY, "violation": VIOLATION, "from_at": "2026-09-22T14:00:00+08:00", "to_at": "2026-09-22T15:10:00+08:00", "place": "本局会议室", "host": "局长 赵宏", "recorder": "何静", "members": ["赵宏", "副局长 沈洁", "副局长 马力"],
        "issue": "拟对店外经营一案给予的处罚是否适当。", "views": [{"who": "沈洁", "stance": "同意", "view": "事实清楚，裁量适当。"}, {"who": "马力", "stance": "保留意见", "view": "可以再从轻一些。"}, {"who": "赵宏", "stance": "同意", "view": "同意承办机构意见。"}],
        "conclusion": "多数意见同意按一般阶次处以罚款。", "fine": 60000,
    },
    "D44": ACT | {
        "party": PARTY, "facts": FACTS, "prohibits": [ARTICLE], "penalises": ARTICLE, "tier": "normal", "tier_calculation": "法定幅度 100 至 1000 元，一般阶次 370 至 730 元。", "told_defence": "已告知，当事人提出两点意见，均已答复。", "penalty_text": "处以罚款。",
        "opinion_squad": "同意。", "opinion_legal": "同意。", "opinion_head": "同意。", "fine": 60000,
    },
    "D45": ACT | {
        "party": PARTY, "facts": FACTS, "evidence": EVIDENCE, "prohibits": [ARTICLE], "penalises": ARTICLE, "notice_number": D36, "told_defence": "你在期限内提出了陈述、申辩，本机关进行了复核。", "nature": "你超出门窗摆放物品经营，侵占公共通行空间，构成店外经营。",
        "tier": "normal", "discretion": DISCRETION, "penalty": "fine", "penalty_text": "处以罚款。", "fine": 60000, "pay_channel": "青澜银行西湾支行代收点或者“青澜缴费”小程序", "filed_on": "2026-09-04", "defence_points": POINTS, "publish": True,
    },
    "D50": {
        "papers": [{"name": "行政处罚决定书", "number": D45}], "recipient": "张建国", "way": "direct", "served_at": "2026-09-24T10:30:00+08:00", "service_place": PLACE, "officers": OFFICERS, "receiver": "张建国",
    },
    "D51": {
        "party": PARTY, "addressee": "青澜市西湾区柳浪街 6 号 2 单元 301 室", "phone": "13800000001", "accepts_electronic": True, "covered": ["告知书", "决定书", "催告书"], "email": "fruit@example.cn",
    },
    "D52": {
        "masked_party": "张某某", "paper_name": "行政处罚决定书", "paper_number": D45, "reason": "当事人下落不明", "summary": "对超出门窗店外经营的行为处以罚款。", "until_on": "2026-10-23", "collect_at": "本局一楼窗口", "contact": "0570-8800110",
    },
    "D60": {
        "party": PARTY, "decision_number": D45, "fine": 60000, "deferral": "instalments", "hardship": "当事人住院，附住院证明和收入说明。", "instalments": [{"due": "2026-10-30", "amount": 30000}, {"due": "2026-11-30", "amount": 30000}],
        "default": "任何一期逾期未缴的，本批准失效，剩余罚款自次日起加处罚款。", "received_on": "2026-09-28",
    },
    "D61": {
        "party": PARTY, "decision_number": D45, "decided_on": "2026-09-23", "served_on": "2026-09-24", "unpaid": 60000, "surcharge": 19800, "daily": 1800, "cap": 60000, "as_of": "2026-10-20", "due_on": "2026-11-04",
        "pay_channel": "青澜银行西湾支行代收点", "contact": "周正 0570-8800110",
    },
    "D62": {
        "court": "青澜市西湾区人民法院", "party": PARTY, "decision_number": D45, "decided_on": "2026-09-23", "served_on": "2026-09-24", "fine": 60000, "surcharge": 60000, "object": "罚款和加处罚款", "facts": FACTS, "basis": ["AEL 53", "AEL 54"],
        "party_opinion": "当事人未提出意见。", "urge_number": "青西综执催〔2026〕1号", "urged_on": "2026-10-21", "attachments": ["行政处罚决定书及作出决定的事实、理由和依据", "催告书及送达回证"], "property": "建国水果店收款账户。",
    },
    "D63": {"party": PARTY, "decision_number": D45, "urge_number": "青西综执催〔2026〕1号", "notice_number": "青西综执扣〔2026〕1号", "goods": GOODS, "auctioneer": "青澜公共资源拍卖行", "unpaid": 60000},
    "D64": {
        "party": PARTY, "substitute": "at_once", "reason": "你驾驶的车辆遗撒渣土约 2 立方米，堵塞机动车道，须立即清除，你无法清除。", "basis": ["AEL 52"], "task": "清扫、冲洗路面并运走渣土", "at": "2026-09-23T08:10:00+08:00", "place": "望潮路与柳浪街路口", "performer": "西湾环卫有限公司",
        "budget": 120000, "supervisor": "周正", "officers": OFFICERS,
    },
    "D65": {
        "party": PARTY, "demolition": "announcement", "government": "青澜市西湾区人民政府", "building": "屋顶钢棚（约 42 平方米）", "place": "柳浪街 6 号楼顶", "decision_number": "青西综执责改〔2025〕9号", "basis": ["AEL 44", "PLAN 68"], "self_by": "2026-10-23",
    },
    "D66": {
        "party": PARTY, "decision_number": D45, "fine": 60000, "surcharge": 19800, "stages": [{"due": "2026-10-30", "amount": 60000, "note": "缴清罚款"}], "remedial": "自费修复人行道破损地砖 6 块。", "reduced": 9900,
    },
    "D70": {"application_number": "西湾复收 2026-3", "applicant": "张建国", "decision_number": D45, "received_on": "2026-09-23", "channel": "through_us", "request": "请求撤销处罚决定。", "attachments": ["申请书", "决定书复印件"]},
    "D71": {
        "remedy_authority": "青澜市西湾区人民政府", "applicant": "张建国", "application_number": "西湾府复〔2026〕8号", "received_on": "2026-09-20", "decision_number": D45, "facts": FACTS, "lawfulness": "本机关依法立案、告知、听取申辩后作出决定，程序合法。", "answer": "请求维持原决定。",
        "evidence": EVIDENCE, "basis": [ARTICLE, "APL 44"],
    },
    "D72": {
        "court": "青澜市西湾区人民法院", "applicant": "张建国", "complaint_on": "2026-09-15", "decision_number": D45, "request": "请求撤销处罚决定。", "facts": FACTS, "lawfulness": "职权、程序和法律适用均符合规定。", "answer": "原告所称面积计算错误没有证据。", "evidence": EVIDENCE, "basis": [ARTICLE],
        "representative": "副局长 沈洁",
    },
    "D73": {"party": PARTY, "decision_number": D45, "decided_on": "2026-09-23", "change": "revoke", "reason": "测绘复核发现占用部分位于产权用地。", "refund": 60000, "withdrawn_on": "2026-09-23"},
    "D80": {
        "party": PARTY, "violation": VIOLATION, "filed_on": "2026-09-04", "summary": "当事人店外经营，经责令逾期未改正，处以罚款。", "outcome": "performed", "performed": "罚款已于 2026年10月8日缴清。", "publication": "已于 2026年9月29日公示（脱敏）", "opinion_officers": "建议结案。", "opinion_squad": "同意。",
        "opinion_head": "同意结案。", "closed_on": "2026-11-06", "officers": OFFICERS, "decision_number": D45, "fine": 60000, "goods_handling": "登记保存物品已返还。",
    },
    "D81": {
        "party": PARTY, "violation": VIOLATION,
        "index": [{"name": "立案审批表", "number": "青西综执立〔2026〕1号", "day": "2026.9.4", "page": "1"}, {"name": "现场检查笔录", "number": "青西综执检〔2026〕1号", "day": "2026.9.3", "page": "2–3"}, {"name": "行政处罚决定书", "number": D45, "day": "2026.9.23", "page": "4–6"}],
        "pages": 6, "secrecy": "public", "retention": "30 年", "archivist": "何静", "archived_on": "2026-11-20", "sha256": "9f" * 32, "closed_on": "2026-11-06", "filed_on": "2026-09-04",
    },
    "D90": {"applicant": "张建国", "challenged": "林岚", "recusal_ground": "interest", "reason": "林岚的表弟在隔壁经营同类水果店。", "received_on": "2026-09-08", "decision": "granted"},
    "D91": {
        "receiving_authority": "青澜市自然资源和规划局西湾分局", "assistance": "inquire", "summary": "张建国店外经营案，当事人称店前 1.5 米为产权用地。", "request": "请查明柳浪街 12 号的用地红线和产权范围，并提供测绘成果。", "due_on": "2026-09-30", "contact": "周正 0570-8800110",
        "attachments": ["现场测量图"],
    },
    "D92": {
        "guardian": GUARDIAN, "party": CHILD, "relation": "母亲", "guardian_ground": "under_14", "facts": "2026年9月2日下午，在公交站亭上喷涂图画约 2 平方米。", "duties": "教育其爱护公共设施，陪同其参加一次志愿清洁活动。", "officers": OFFICERS,
    },
}  # fmt: skip


def fields_of(code: str, **changes: Any) -> dict[str, Any]:
    """A copy of the sample's fields; a change to None takes a field away."""
    found = copy.deepcopy(FIELDS[code]) | changes
    return {name: value for name, value in found.items() if value is not None}


# The case as it went, day by day: which paper was made when, what it is called by the others ------------------------------

CASE = {
    "no": "青西综执立〔2026〕1号", "region": "330000", "party": PARTY, "violation": VIOLATION, "act_at": ACT_AT, "act_place": PLACE, "filed_on": "2026-09-04",
}  # fmt: skip


def on(month: int, day: int, hour: int = 16) -> datetime:
    return datetime(2026, month, day, hour, 0, tzinfo=CHINA)


ORDINARY = (  # the main line, in its order, with the papers around it
    ("D01", on(9, 1, 10)), ("D30", on(9, 1, 11)), ("D04", on(9, 4)), ("D20", on(9, 4)), ("D24", on(9, 3)), ("D26", on(9, 3)), ("D27", on(9, 3)),
    ("D21", on(9, 7)), ("D22", on(9, 7)), ("D23", on(9, 8)), ("D90", on(9, 9)), ("D91", on(9, 9)), ("D25", on(9, 11)), ("D33", on(9, 15)), ("D36", on(9, 15)),
    ("D51", on(9, 15)), ("D37", on(9, 18)), ("D39", on(9, 22)), ("D42", on(9, 22)), ("D43", on(9, 22)), ("D44", on(9, 23, 9)), ("D45", on(9, 23, 10)), ("D50", on(9, 24)),
    ("D60", on(9, 28)), ("D29", on(9, 28)), ("D28", on(10, 2)), ("D12", on(10, 9)), ("D61", on(10, 20)), ("D66", on(10, 21)), ("D80", on(11, 6)), ("D81", on(11, 20)),
)  # fmt: skip
ELSEWHERE = (  # papers of other endings, each in a case of its own that begins the same way
    ("D02", on(9, 4)), ("D03", on(9, 4)), ("D10", on(9, 23, 10)), ("D31", on(9, 4)), ("D32", on(9, 4)), ("D34", on(9, 15)), ("D35", on(9, 22)), ("D38", on(9, 23)),
    ("D40", on(9, 10)), ("D41", on(9, 23)), ("D52", on(9, 23)), ("D63", on(11, 10)), ("D64", on(9, 23)), ("D65", on(9, 23)), ("D92", on(9, 4)),
)  # fmt: skip
LATER = (("D62", on(11, 5)), ("D70", on(9, 25)), ("D71", on(9, 26)), ("D72", on(9, 26)), ("D73", on(9, 26)))
