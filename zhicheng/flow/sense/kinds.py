"""What an eye or a gauge can say, in the words of the trade, and which matter of GB/T 47678.5 each is. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from zhicheng.kernel.phrases import Phrase

OTHER = Phrase("情况", "something")


@dataclass(frozen=True, slots=True)
class Kind:
    """A thing that is said: its term, its matter, the words for the thing itself. `stall`: designated places and hours are asked (INV-89)."""

    term: Phrase
    matter: str
    thing: Phrase = OTHER
    stall: bool = False


KINDS: dict[str, Kind] = {
    # eyes
    "motor_parking": Kind(Phrase("机动车违停", "illegally parked vehicle"), "09009", Phrase("车辆", "the vehicle")),
    "non_motor_parking": Kind(
        Phrase("非机动车违停", "disorderly bicycles"), "09010", Phrase("非机动车", "the bicycles")
    ),
    "fire_lane": Kind(Phrase("占用消防通道", "blocked fire lane"), "09012", Phrase("占用物", "what blocks it")),
    "stall": Kind(Phrase("占道经营", "stall on the road"), "09006", Phrase("摊点", "the stall"), stall=True),
    "roaming_vendor": Kind(Phrase("流动摊贩", "roaming vendor"), "09001", Phrase("摊贩", "the vendor"), stall=True),
    "shop_outside": Kind(
        Phrase("店外经营", "trading outside the shop"), "09005", Phrase("店外物品", "the goods outside"), stall=True
    ),
    "pile": Kind(Phrase("乱堆乱放", "piled-up objects"), "06036", Phrase("堆放物", "the pile")),
    "material": Kind(Phrase("物料堆放", "piled material"), "08006", Phrase("物料", "the material")),
    "garbage": Kind(Phrase("暴露垃圾", "exposed rubbish"), "06010", Phrase("垃圾", "the rubbish")),
    "dumping": Kind(Phrase("违规倾倒垃圾", "rubbish dumped"), "06011", Phrase("垃圾", "the rubbish")),
    "bin": Kind(Phrase("垃圾满溢", "overflowing bin"), "06042", Phrase("垃圾箱", "the bin")),
    "ad": Kind(Phrase("违规广告", "unlawful advertisement"), "07003", Phrase("广告", "the advertisement")),
    "umbrella": Kind(Phrase("违规撑伞", "unlawful umbrella"), "09006", Phrase("伞棚", "the umbrella"), stall=True),
    "laundry": Kind(Phrase("沿街晾挂", "laundry along the street"), "06007", Phrase("晾挂物", "the laundry")),
    "dirty_front": Kind(Phrase("门前脏乱", "dirty shop front"), "06010", Phrase("脏乱", "the dirt")),
    "spoil_truck": Kind(Phrase("渣土车未密闭", "uncovered spoil truck"), "08011", Phrase("渣土车", "the truck")),
    # gauges
    "noise": Kind(Phrase("噪声超标", "noise above its limit"), "06028", Phrase("噪声", "the noise")),
    "dust": Kind(Phrase("扬尘超标", "dust above its limit"), "08004", Phrase("扬尘", "the dust")),
    "water": Kind(Phrase("积水超限", "flooding"), "01004", Phrase("积水", "the water")),
    "manhole_tilt": Kind(Phrase("井盖倾斜", "tilted manhole cover"), "01023", Phrase("井盖", "the cover")),
    "manhole_open": Kind(Phrase("井盖开启", "open manhole"), "01023", Phrase("井盖", "the cover")),
    "light": Kind(Phrase("路灯不亮", "street light out"), "01037", Phrase("路灯", "the light")),
}
