"""What is said, in both languages. `{fields}` come from the message's values; a `…_en` field serves the English text."""

from __future__ import annotations

from collections.abc import Mapping

from zhicheng.kernel.phrases import Phrase

TEMPLATES: Mapping[str, Phrase] = {
    "reset.ask": Phrase(
        "{by}为您（{name}）申请了重置登录凭据，另一位管理者复核后，旧密码、手机和验证方式全部失效。不是您要求的，请立即联系单位。",
        "{by_en} has asked to reset what lets you ({name}) in; once another keeper confirms it, your old password, phones and factors are worth "
        "nothing. If you did not ask for it, tell your unit at once.",
    ),
    "reset.confirm": Phrase(
        "您（{name}）的登录凭据已由{by}重置，旧密码、手机和验证方式已失效。不是您要求的，请立即联系单位。",
        "What lets you ({name}) in was reset by {by_en}: your old password, phones and factors are worth nothing any more. If you did not ask for "
        "it, tell your unit at once.",
    ),
    "device.unbind": Phrase(
        "您（{name}）绑定的手机已由{by}解绑，已登录的页面已退出。不是您要求的，请立即联系单位。",
        "A phone bound to you ({name}) was unbound by {by_en}, and you were signed out everywhere. If you did not ask for it, tell your unit "
        "at once.",
    ),
    "ticket.late.1": Phrase(
        "工单 {no}（{matter}，{address}）已超时限，请{unit}尽快处置。",
        "Ticket {no} ({matter_en}, {address}) is past its limit; {unit} should act now.",
    ),
    "ticket.late.2": Phrase(
        "工单 {no}（{matter}，{address}）超时限过半仍未办好，处置：{unit}。请值班长督促。",
        "Ticket {no} ({matter_en}, {address}) is half its limit late, still with {unit}. Shift leader: please press for it.",
    ),
    "ticket.late.3": Phrase(
        "工单 {no}（{matter}，{address}）已超两倍时限，处置：{unit}。请负责人处理。",
        "Ticket {no} ({matter_en}, {address}) is past twice its limit, still with {unit}. Manager: please decide.",
    ),
    "sense.tell": Phrase(
        "{name}：监控发现{what}，请于 {until} 前移走或整改{thing}，届时复看，已整改的不再处理。",
        "{name}: a camera sees {what_en}; please move or put right {thing_en} by {until}. It looks again then, and what is put right is not pursued.",
    ),
    "guard.silence": Phrase(
        "{device} 的区域「{zone}」（{kind}）近 {reviewed} 次复核仅 {right} 次属实，已自动静默至 {until}。请检查画区、角度或阈值。",
        "Zone “{zone}” of {device} ({kind_en}) was right in {right} of its last {reviewed} reviews and is silent until {until}. Check its "
        "polygon, angle or thresholds.",
    ),
    "holding.ends": Phrase(
        "{sort}的物品（{first}等 {n} 件）须在 {last_day} 前处理，依据 {article}。",
        "Goods {sort_en} ({first}, {n} in all) have to be dealt with by {last_day}: {article}.",
    ),
    "holding.released": Phrase(
        "{sort}的物品（{first}等 {n} 件）到期未处理，已依法解除，请立即退还：{article}。",
        "Goods {sort_en} ({first}, {n} in all) were not dealt with in time and are free by law: return them now. {article}.",
    ),
}


def render(template: str, values: Mapping[str, str]) -> Phrase:
    """The text in both languages."""
    known = TEMPLATES[template]
    return Phrase(known.zh.format(**values), known.en.format(**values))
