"""The words that AI platforms of the trade say, and what each is for us. A vendor's mapping file may add words or change these. Pure."""

from __future__ import annotations

from collections.abc import Mapping

WORDS: Mapping[str, str] = {
    "商铺占道经营": "shop_outside", "店外经营": "shop_outside", "出店经营": "shop_outside", "跨门经营": "shop_outside",
    "流动摊贩": "roaming_vendor", "游商": "roaming_vendor", "流动摊点": "roaming_vendor",
    "占道经营": "stall", "无照经营游商": "roaming_vendor",
    "垃圾违章倾倒": "dumping", "违规倾倒垃圾": "dumping", "乱倒垃圾": "dumping",
    "城市机动车违停": "motor_parking", "机动车违停": "motor_parking", "机动车乱停放": "motor_parking",
    "城市非机动车违停": "non_motor_parking", "非机动车违停": "non_motor_parking", "非机动车乱停放": "non_motor_parking",
    "共享单车乱停放": "non_motor_parking", "占用消防通道": "fire_lane", "消防通道占用": "fire_lane",
    "物料堆放": "material", "乱堆物料": "pile", "乱堆物堆料": "pile", "乱堆乱放": "pile",
    "违规撑伞": "umbrella", "垃圾暴露": "garbage", "暴露垃圾": "garbage", "积存垃圾渣土": "garbage",
    "垃圾桶满溢": "bin", "垃圾满溢": "bin", "打包垃圾": "garbage", "门前脏乱": "dirty_front", "门前三包": "dirty_front",
    "违规广告": "ad", "非法小广告": "ad", "违规户外广告": "ad", "违规横幅": "ad", "沿街晾挂": "laundry", "沿街晾晒": "laundry",
    "渣土车未密闭": "spoil_truck", "渣土车未覆盖": "spoil_truck", "道路积水": "water", "路面积水": "water",
}  # fmt: skip
STAGES: Mapping[str, str] = {
    "预警": "pre_alarm", "告警": "confirmed", "报警": "confirmed", "确认": "confirmed", "结束": "over", "消除": "over", "恢复": "over",
    "warning": "pre_alarm", "alarm": "confirmed", "start": "confirmed", "end": "over", "stop": "over",
}  # fmt: skip
