"""Does a post tell of something that a brigade should see? Weighed in named pieces, so that a person can read why. Pure.

Fixed weights, chosen by hand on one half of `tests/data/posts.csv` and measured on the other (`pytest zhicheng/gateways/social`).
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass

from zhicheng.engines.script import simplified
from zhicheng.kernel.errors import BadInput

SHORTEST = 6  # characters: below that nothing can be told
REASONS = ("person", "nobody_looked")  # why one that was shown to people is dropped

COMPLAINT = re.compile(
    "没人管|无人管|管一管|管管|能不能管|有人管吗|投诉|举报|求助|反映|曝光|城管|12345|太吵|噪音|扰民|吵|堵|挡|占道|占着|占了|乱停|乱堆|乱扔|乱倒|乱贴|"
    "堆了|堆着|堆满|臭|恶臭|污水|冒水|积水|不亮|坏了|破了|断了|没了|磨没|砸|塌|掉了|倒了|裂|松动|缺失|漏水|漏油|冒烟|扬尘|油烟|垃圾|绊倒|摔|危险|安全隐患|过不去|走不了|没法走|"
    "好几天了|一个多月|一直没|还没修|什么时候能|清理一下|修一下|处理一下"
)
STREET = re.compile(
    "人行道|盲道|马路|路边|路口|路上|街|巷|桥|门口|楼下|楼顶|隔壁|小区|社区|公园|广场|草坪|绿化带|步道|河|沟|工地|商铺|店铺|摊|市场|菜场|学校|公交站|地铁口|"
    "车站|消防通道|停车位|电线杆|路灯|井盖|广告牌|垃圾桶|护栏|公厕|健身器材|渣土车|共享单车|斑马线|僵尸车|违建"
)
PRIVATE = re.compile(
    "家里|我家|自己|手机|电脑|路由器|网速|房租|股市|基金|公司|老板|同事|考研|考试|作业本|减肥|健身第|快递员|外卖小哥|猫|狗狗"
)
ADVERTISING = re.compile(
    "优惠|促销|秒杀|抽奖|转发.{0,6}送|加微信|加v|私信我|代理|加盟|招聘|招人|诚聘|出租|转租|转让|出售|低价|团购|下单|包邮|直播间|点击链接|领券|折起|开业大吉|房源|保洁公司|疏通管道",
    re.IGNORECASE,
)
NEWS = re.compile(
    "记者|据悉|据介绍|日报|通讯员|新华社|发布会|召开|专题会议|调研|督导|圆满"
    "|启动仪式|专项行动|整治行动|签约|揭牌|组织开展|志愿者们|领导|获评|荣获|新闻|预警信号|天气预报"
)
CONTENT = re.compile(
    "感谢|点赞|谢谢|变干净|真干净|焕然一新|修好了|解决了|好美|太美|真好看|打卡|好吃"
    "|美食|探店|推荐|周末去哪|开心|生日快乐|晚安|早安|电影|追剧|球赛|演唱会|比赛"
)
HELD_UP = re.compile("但|可是|不过|然而|又|还是|再次")  # 上周修好了，又坏了: the praise is only the beginning
ELSEWHERE = re.compile(
    "北京|上海|天津|重庆|广州|深圳|成都|杭州|武汉|西安|南京|苏州|长沙|郑州|青岛|沈阳|大连|哈尔滨|济南|厦门|福州|昆明|合肥|纽约|东京|伦敦|巴黎|首尔"
)
QUOTED = re.compile(r"^(?:转发微博|//@|转：|RT )")

# log-odds, by what a person reads as the reason
BASE = -3.0
WEIGHTS: Mapping[str, float] = {
    "matter": 2.6,  # times the classifier's confidence, 0..1
    "complaint": 2.4,
    "more_complaint": 0.8,  # for each further one, at most two
    "place": 1.4,
    "address": 0.9,
    "street": 1.5,
    "private": -2.0,
    "picture": 0.3,
    "advertising": -4.0,
    "news": -2.6,
    "content": -2.2,
    "elsewhere": -3.0,
    "repeated": -0.8,
}


@dataclass(frozen=True, slots=True)
class Clues:
    """What is known of a post beside its words. `matter`: the classifier's confidence in its best guess; `place`: in this city, by point or
    name; `address`: some street with a number; `city`: our name stands in it."""

    matter: float = 0.0
    place: bool = False
    address: bool = False
    picture: bool = False
    city: bool = False


@dataclass(frozen=True, slots=True)
class Relevance:
    """Per cent, and the log-odds of each reason."""

    percent: int
    reasons: dict[str, float]


def weigh(text: str, clues: Clues) -> Relevance:
    """How likely the post tells of something for us to see."""
    reasons: dict[str, float] = {}
    text = simplified(text)
    if len(text.strip()) < SHORTEST:
        return Relevance(0, {"too_short": -9.0})
    found = len({m.group() for m in COMPLAINT.finditer(text)})
    counts = {
        "matter": clues.matter,
        "complaint": min(found, 1),
        "more_complaint": min(max(found - 1, 0), 2),
        "place": clues.place,
        "address": clues.address and not clues.place,
        "street": bool(STREET.search(text)),
        "private": bool(PRIVATE.search(text)) and not STREET.search(text),
        "picture": clues.picture,
        "advertising": bool(ADVERTISING.search(text)),
        "news": bool(NEWS.search(text)),
        "content": bool(CONTENT.search(text)) and not (found and HELD_UP.search(text)),
        "elsewhere": bool(ELSEWHERE.search(text)) and not (clues.place or clues.city),
        "repeated": bool(QUOTED.search(text)),
    }
    for name, count in counts.items():
        if count:
            reasons[name] = round(WEIGHTS[name] * float(count), 2)
    return Relevance(round(100 / (1 + math.exp(-(BASE + sum(reasons.values()))))), reasons)


def check_thresholds(ask: int, take: int) -> None:
    """BadInput when nothing could be asked, or everything would come in."""
    if not 0 < ask <= take <= 101:
        raise BadInput(
            f"门槛应为 0 < 询问 ≤ 自动 ≤ 101（101 为从不自动），现为 {ask} 与 {take}。",
            f"Thresholds: 0 < ask ≤ take ≤ 101 (101: never by itself); they are {ask} and {take}.",
            field="ZHICHENG_SOCIAL_TAKE",
        )
