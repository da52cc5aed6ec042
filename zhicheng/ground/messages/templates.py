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
    "ticket.burst": Phrase(
        "一小时内 {n} 人反映同一件事：工单 {no}（{matter}，{address}），请研判。",
        "{n} people reported one thing within the hour: ticket {no} ({matter_en}, {address}); please look at it.",
    ),
    "publication.overdue": Phrase(
        "{kind}「{title}」最迟应于 {due} 公开或者说明暂缓理由，发布人{named}尚未处理，请督促。",
        "{kind_en} “{title_en}” should have been released, or held back with a reason, by {due}; {named_en} has not. Please press for it.",
    ),
    "whistle.call": Phrase(
        "{street}吹哨 {no}：{reason}（{address}）。请{unit}于 {until} 前到场报到：{link}",
        "{street} blows whistle {no}: {reason} ({address}). {unit}: please come and report in by {until}: {link_en}",
    ),
    "whistle.hand_on": Phrase(
        "{unit}的同事把哨 {no}（{address}）转交给您，请于 {until} 前办理：{link}",
        "A colleague at {unit} has handed whistle {no} ({address}) on to you; please answer by {until}: {link_en}",
    ),
    "whistle.late.1": Phrase(
        "哨 {no}（{address}）：{unit}{what}已逾期（{until}），请立即办理。",
        "Whistle {no} ({address}): {unit} is late with {what_en} (limit {until}); act now.",
    ),
    "whistle.late.2": Phrase(
        "哨 {no}（{address}）：{unit}{what}逾期已过半个时限，请督查催办。",
        "Whistle {no} ({address}): {unit} is half its limit late with {what_en}. Inspection: please press for it.",
    ),
    "whistle.late.3": Phrase(
        "哨 {no}（{address}）：{unit}{what}逾期已满一个时限，请负责人处理。",
        "Whistle {no} ({address}): {unit} is a whole limit late with {what_en}. Manager: please decide.",
    ),
    "whistle.answer": Phrase("哨 {no}（{address}）：{unit}{what}。", "Whistle {no} ({address}): {unit} {what_en}."),
    "whistle.rated": Phrase(
        "哨 {no}：{street}对{unit}的评价为 {score} 分，{until} 前可以回应：{link}",
        "Whistle {no}: {street} rates {unit} {score} of 5; you may reply until {until}: {link_en}",
    ),
    "community.code": Phrase(
        "验证码 {link}，10 分钟内有效，请勿告诉他人。",
        "Your code is {link_en}, good for 10 minutes. Tell it to nobody.",
    ),
    "openday.place": Phrase(
        "您已报上「{title}」（{starts}，{place}），签到码 {code}。不能来请退出，把名额留给候补的人。",
        "You have a place at “{title}” ({starts}, {place}), code {code}. If you cannot come, please cancel: somebody waits.",
    ),
    "openday.wait": Phrase(
        "「{title}」（{starts}）名额已满，您在候补名单中，有人退出会马上通知您。",
        "“{title}” ({starts}) is full: you are on the waiting list and hear at once when somebody cancels.",
    ),
    "openday.move_up": Phrase(
        "有人退出，您已报上「{title}」（{starts}，{place}），签到码 {code}。不能来请退出。",
        "Somebody cancelled: you now have a place at “{title}” ({starts}, {place}), code {code}. If you cannot come, please cancel.",
    ),
    "openday.call_off": Phrase(
        "「{title}」（{starts}）已取消：{reason}。给您添麻烦了。",
        "“{title}” ({starts}) is called off: {reason}. We are sorry.",
    ),
    "meeting.call": Phrase(
        "{area}联席会议 {no} 定于 {starts} 在{place}召开，居民可提出议题并附议。",
        "Joint meeting {no} of {area}: {starts}, {place}. Residents may table items and vote.",
    ),
    "duty.late": Phrase(
        "{area}在 {period} 没有召开联席会议，请督促补开。",
        "{area} has held no joint meeting in {period}; please see that it does.",
    ),
    "resolution.late": Phrase(
        "联席会议 {no} 的决议「{text}」（{owner}）已过期限 {until}。",
        "The resolution “{text}” of meeting {no} ({owner}) is past its limit {until}.",
    ),
    "resolution.firm": Phrase(
        "{firm}：{area}联席会议议定由贵单位办理「{text}」，请于 {until} 前办结并反馈：{link}",
        "{firm}: the joint meeting of {area} gave you this to do: “{text}”. Please finish it by {until} and say so: {link_en}",
    ),
    "volunteer.news": Phrase("您的志愿者报名：{zh}。", "Your signing up as a volunteer: {en}."),
    "item.resolved": Phrase(
        "您提出的「{text}」已形成决议：{resolution}（{owner}，{days} 天内）。",
        "Your item “{text}” was resolved: {resolution} ({owner}, within {days} days).",
    ),
    "item.late": Phrase(
        "{area}居民提出的「{text}」已过答复期限，请尽快答复。",
        "The item “{text}” of a resident of {area} is past its day to answer.",
    ),
    "item.answered": Phrase("您提出的「{text}」已答复：{answer}", "Your item “{text}” was answered: {answer}"),
    "offer.make": Phrase(
        "{firm}：责任区内有人反映「{matter}」（{address}），请于 {until} 前处理并拍照反馈：{link}",
        "{firm}: “{matter_en}” was reported in your duty area ({address}). Please deal with it by {until} and send a photo: {link_en}",
    ),
    "offer.repaired": Phrase(
        "{firm}称已自行处理工单 {no}（{address}）：{text}。请看照片后决定。",
        "{firm} says that it dealt with ticket {no} ({address}): {text}. Look at the photo and decide.",
    ),
    "commendation.release": Phrase(
        "感谢您 {year} 年为社区出力，表彰证书（{number}）已发布，可在「我的积分」下载。",
        "Thank you for what you did in {year}: your certificate ({number}) is under “My points”.",
    ),
    "complaint.receive": Phrase(
        "收到一件对执法人员的投诉 {receipt}，请于 {until} 前核查答复。",
        "A complaint about an officer has come in, {receipt}; please look into it and answer by {until}.",
    ),
    "complaint.news": Phrase(
        "您的投诉 {receipt} 有了新进展，请凭回执和查询码查看。",
        "There is news of your complaint {receipt}; your receipt and its code open it.",
    ),
    "praise.pass_on": Phrase("市民表扬{who}：{text}", "A citizen praises {who}: {text}"),
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
    # to who reported or follows: receipt and step, never an address, a name or a reason; those stand on the page behind the receipt
    "step.begin": Phrase(
        "上报 {of} 的进展会告诉您，每一步一条。",
        "You will be told of your report {of_en}: one message a step.",
    ),
    "step.joined": Phrase(
        "上报 {of}：与已有的是同一件事，已一并办理。", "Report {of_en}: known already, it is being handled together."
    ),
    "step.apart": Phrase(
        "上报 {of}：已单独立件办理。", "Report {of_en}: it is another thing and is now handled on its own."
    ),
    "step.waiting": Phrase(
        "上报 {of}：地点或类别还不清楚，工作人员正在核对，可能会联系您。",
        "Report {of_en}: its place or category is not clear yet; somebody is looking at it and may ask you.",
    ),
    "step.accepted": Phrase("上报 {of}：已受理。", "Report {of_en}: accepted."),
    "step.sent": Phrase("上报 {of}：已交{unit}办理，期限 {until}。", "Report {of_en}: with {unit_en}, due {until}."),
    "step.extended": Phrase("上报 {of}：办理期限改为 {until}。", "Report {of_en}: the limit is now {until}."),
    "step.held": Phrase("上报 {of}：因客观原因暂缓，预计 {until} 恢复。", "Report {of_en}: on hold until {until}."),
    "step.arrived": Phrase("上报 {of}：工作人员已到现场。", "Report {of_en}: somebody is at the place."),
    "step.done": Phrase(
        "上报 {of}：已办结。请打开进展页看结果并评价；没有办好可以提出一次异议。",
        "Report {of_en}: done. See the result and rate it; if it is not done well you may contest it once.",
    ),
    "step.ended": Phrase(
        "上报 {of}：办理已终止，原因见进展页。", "Report {of_en}: handling has ended; its page says why."
    ),
    "step.rejected": Phrase("上报 {of}：不予受理，理由见进展页。", "Report {of_en}: not accepted; its page says why."),
    "step.lawful": Phrase(
        "上报 {of}：经核对合法，不予追究，理由见进展页。",
        "Report {of_en}: lawful where and when it was; its page says why.",
    ),
    "step.contested": Phrase(
        "上报 {of}：有人对结果提出异议，已另立工单重新办理。",
        "Report {of_en}: the result was contested, a new ticket looks at it again.",
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
