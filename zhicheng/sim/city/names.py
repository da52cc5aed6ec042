"""Invented Chinese names. No list of real places is behind them; single likenesses are chance."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

DISTRICTS = ("古城区", "临江区", "望湖区", "云溪区", "青岚区", "东港区", "南岭区", "新苑区")
MARK = "（示范）"
EAST_WEST = (
    "石桥", "青石", "文昌", "学院", "建业", "人民", "鼓楼", "和平", "朝阳", "新民", "延福", "江南", "南湖", "开元",
    "创新", "丰收", "凤鸣", "望江", "龙泉", "瑞安",
)  # fmt: skip
NORTH_SOUTH = (
    "西山", "竹溪", "翠屏", "文澜", "教场", "花园", "劳动", "钟楼", "中央", "解元", "同心", "东门", "工农", "迎宾",
    "科技", "运河", "港城", "金沙", "锦绣", "平安",
)  # fmt: skip
METRO_COLOURS = {"1": "#C7323A", "2": "#1B5FAA", "3": "#E08A1E", "4": "#2E8B57"}
SCENIC = ("镜湖公园", "古城墙遗址", "云溪森林公园", "钟楼广场", "滨江公园", "南岭观景台", "青石老街", "运河码头")
NIGHT_MARKETS = ("青石夜市", "文昌夜市", "滨江夜市", "学院路夜市", "东港夜市", "花园路夜市", "南湖夜市", "运河夜市")
_FIRST = (
    "文学德仁义信和平安康福寿永长新春秋明清光景云天星月金银玉翠青碧丹红紫桂兰梅竹松柏柳桃杏荷枫石泉溪江河湖海"
    "龙凤鹤鹿白双万百千三五太上东西南北中大小古秀锦绣彩霞虹晨晓朝宝珍珠瑶琼瑾"
)
_SECOND = (
    "华昌兴荣盛泰宁庆祥瑞丰裕园苑坊桥塘浦湾堤亭台阁楼岭山峰谷林原野川源波涛汀渚洲屿港渡埠墩"
    "井屏岚畔隅汇门城墙营屯庄集场店铺潭渠沟坡坪坝圩荡泾浜岸树花叶竹松梅柳槐榆桐"
)
_SHOP_OWNER = "老王李记陈家小马张姐周氏福来阿强顺发三味春来四季百味江城巷口街角喜悦好又来客如归"
_SHOPS = (
    "水果店", "早餐店", "面馆", "牛肉粉", "便利店", "理发店", "烧烤", "奶茶", "药房", "五金店",
    "花店", "洗衣店", "文具店", "小炒", "包子铺", "生鲜", "手机维修", "汽车美容",
    "房产中介", "快递站", "酸辣粉", "卤味", "烟酒店", "服装店",
)  # fmt: skip
FOR_AREAS = 500  # 40 streets and about 300 communities
_DIGITS = "零一二三四五六七八九"


class Names:
    """Names without repetition, in an order that the seed decides."""

    def __init__(self, rng: np.random.Generator) -> None:
        pairs = [a + b for a in _FIRST for b in _SECOND if a != b]
        taken = {*EAST_WEST, *NORTH_SOUTH, "滨江", "古城"}
        stems = [pairs[i] for i in rng.permutation(len(pairs)) if pairs[i] not in taken]
        self._area_stems, self._stems = stems[:FOR_AREAS], stems[FOR_AREAS:]
        self._rng = rng
        self._at = 0

    def stem(self) -> str:
        """Two characters, never given before; after they ran out, three."""
        self._at += 1
        round_, at = divmod(self._at - 1, len(self._stems))
        return str(self._stems[at] + ("" if round_ == 0 else _SECOND[(at * 7 + round_) % len(_SECOND)]))

    def area_stem(self) -> str:
        """Two characters for a street or community: kept apart, so that these stay short however many estates there are."""
        return str(self._area_stems.pop())

    def shop(self) -> str:
        """Some shop's name; shops may share names, as they do."""
        owner = int(self._rng.integers(0, len(_SHOP_OWNER) // 2)) * 2
        return _SHOP_OWNER[owner : owner + 2] + _SHOPS[int(self._rng.integers(0, len(_SHOPS)))]


def chinese_number(n: int) -> str:
    """1 to 99 in Chinese characters."""
    tens, ones = divmod(n, 10)
    head = "" if tens == 0 else "十" if tens == 1 else _DIGITS[tens] + "十"
    return head + (_DIGITS[ones] if ones else "")


def around(stem: str, kinds: tuple[str, ...]) -> Iterator[str]:
    """stem + each kind, for names that belong together."""
    return (stem + kind for kind in kinds)
