"""The classes that detectors trained on COCO know, by the two numberings that are in use."""

from __future__ import annotations

_NAMES = """person bicycle car motorcycle airplane bus train truck boat|traffic light|fire hydrant|street sign|stop sign|parking meter|bench bird cat
dog horse sheep cow elephant bear zebra giraffe hat backpack umbrella shoe|eye glasses|handbag tie suitcase frisbee skis snowboard|sports ball|kite
|baseball bat|baseball glove|skateboard surfboard|tennis racket|bottle plate|wine glass|cup fork knife spoon bowl banana apple sandwich orange
broccoli carrot|hot dog|pizza donut cake chair couch|potted plant|bed mirror|dining table|window desk toilet door tv laptop mouse remote keyboard
|cell phone|microwave oven toaster sink refrigerator blender book clock vase scissors|teddy bear|hair drier|toothbrush"""
_TWO_WORDS = {
    "traffic light", "fire hydrant", "street sign", "stop sign", "parking meter", "eye glasses", "sports ball", "baseball bat",
    "baseball glove", "tennis racket", "wine glass", "hot dog", "potted plant", "dining table", "cell phone", "teddy bear", "hair drier",
}  # fmt: skip
_LEFT_OUT = {"street sign", "hat", "shoe", "eye glasses", "plate", "mirror", "window", "desk", "door", "blender"}


def _split() -> tuple[str, ...]:
    names: list[str] = []
    for part in _NAMES.replace("\n", "|").split("|"):
        names += [part] if part in _TWO_WORDS else part.split()
    return tuple(names)


COCO_90 = _split()  # counted from 0; with the ten that never got a box
COCO_80 = tuple(n for n in COCO_90 if n not in _LEFT_OUT)
