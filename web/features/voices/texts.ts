import type { Texts } from '@shared/i18n';

export const VOICES = {
  title: ['投诉或表扬执法人员', 'Complain about or praise an officer'], link: ['投诉 · 表扬', 'Complain · Praise'], complaint: ['投诉', 'Complaint'], praise: ['表扬', 'Praise'],
  complaintHint: ['由监督单位核查，被投诉人和他的中队看不到；{n} 个工作日内答复。', 'The supervision unit looks into it; neither the officer nor his squad sees it. You are answered within {n} working days.'],
  praiseHint: ['监督单位看过后转达给本人和他的负责人，不带您的姓名和电话。', 'Read by the supervision unit, then passed on to the officer and his head without your name or phone.'],
  what: ['发生了什么', 'What happened'], whatHint: ['例如：今天上午十点，在学院路口，执法人员……', 'e.g. this morning at ten, at the corner of Xueyuan Road, an officer …'],
  badge: ['工号（选填，在胸牌上）', 'Staff number (optional, on the badge)'], who: ['不知道工号？说说是谁、在哪里、什么时候（选填）', 'No number? Say who, where and when (optional)'],
  report: ['与哪张回执有关（选填）', 'Receipt of the report it came of (optional)'], phone: ['手机号（选填，有进展通知您）', 'Phone (optional, to tell you of news)'],
  send: ['提交', 'Send'], sending: ['正在提交…', 'Sending…'], done: ['收到了', 'Received'], receipt: ['受理号', 'Receipt'], by: ['{d} 前答复', 'Answered by {d}'], keep: ['请保存这个链接，只有它能打开这一件。', 'Keep this link: nothing else opens it.'],
  look: ['查看进展', 'See how it goes'], said: ['答复', 'Answer'], finding: ['核查结论', 'Finding'], more: ['说明', 'Note'], reopen: ['请求复核一次', 'Ask to look at it again, once'], reopenWhy: ['为什么不认可这个答复？', 'Why do you not share this answer?'],
  desk: ['人员投诉与表扬', 'Complaints and praise'], back: ['返回指挥中心', 'Back to the command centre'], noRole: ['这里只给监督单位（督办）使用。', 'This page is for the supervision unit.'],
  nothing: ['没有待办的', 'Nothing waits'], nothingText: ['与您本人或您所在中队有关的，由别人办理，不会出现在这里。', 'What is about you or your squad is handled by others and never shown here.'],
  late: ['已逾期', 'Late'], about: ['涉及', 'About'], unknown: ['尚未认定', 'Not known yet'], take: ['受理核查', 'Take it up'], name: ['认定被投诉人', 'Say who is meant'], extend: ['延长期限', 'Extend the limit'],
  answer: ['答复', 'Answer'], refuse: ['不作为投诉', 'Not a complaint'], pass_on: ['转达', 'Pass on'], set_aside: ['不转达', 'Do not pass on'], reason: ['理由（市民会看到）', 'The reason (the citizen reads it)'], inReason: ['理由', 'The reason'],
  text: ['答复内容（市民会看到）', 'What the citizen is told'], unit: ['单位', 'Unit'], upheld: ['属实', 'Upheld'], partly: ['部分属实', 'Partly upheld'], not_upheld: ['不属实', 'Not upheld'], unclear: ['无法查实', 'Could not be found out'],
  do: ['确定', 'Confirm'], open: ['待办', 'Open'], all: ['全部', 'All'], received: ['{d} 收到', 'Received {d}'], choose: ['请选择', 'Choose'],
} as const satisfies Texts;
