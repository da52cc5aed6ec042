import type { Texts } from '@shared/i18n';

export const HOTLINE = {
  title: ['12345 热线', 'Hotline 12345'], back: ['回到指挥中心', 'Back to command'], noRole: ['只有受理员和管理者可以查看热线。', 'Only acceptors and managers look after the hotline.'],
  calls: ['待回访', 'To call back'], noCalls: ['没有待回访的来电人', 'Nobody is to be called back'], noCallsText: ['热线工单答复之后，来电人会出现在这里。', 'A caller appears here once his order is answered.'],
  number: ['工单 {no}', 'Order {no}'], round: ['第 {n} 次', 'Round {n}'], secret: ['要求保密', 'Wants to stay unknown'], late: ['答复晚于热线时限', 'Answered after the hotline’s deadline'], tried: ['上次未联系上', 'Not reached last time'],
  due: ['热线时限 {when}', 'Hotline’s deadline {when}'], answered: ['{when} 答复', 'Answered {when}'], told: ['答复内容', 'What the hotline was told'], caller: ['来电人', 'Caller'], noCaller: ['没有留姓名', 'No name'], noPhone: ['没有留电话', 'No phone'],
  contacted: ['联系上来电人', 'Caller reached'], solved: ['问题解决', 'Solved'], satisfied: ['来电人满意', 'Satisfied'], yes: ['是', 'Yes'], no: ['否', 'No'], unknown: ['未表态', 'Not said'], note: ['来电人说了什么', 'What the caller said'], noteNeeded: ['未解决必须写明：重办的人要看', 'Needed when not solved: whoever does it again reads it'],
  save: ['登记回访', 'Enter the call-back'], reopens: ['登记并重办', 'Enter it and open again'], saved: ['已登记回访', 'The call-back is entered'], again: ['已重办，新受理号 {no}', 'Opened again under receipt {no}'],
  figures: ['近 {n} 天回访', 'Call-backs of {n} days'], responded: ['响应率', 'Responded'], solvedRate: ['解决率', 'Solved'], satisfiedRate: ['满意率', 'Satisfied'], all: ['合计', 'All'], units: ['按单位', 'By unit'], streets: ['按街道', 'By street'], of: ['{yes} / {of}', '{yes} of {of}'],
  stuck: ['送不出的答复', 'Answers that are stuck'], noStuck: ['没有送不出的答复。', 'No answer is stuck.'], tries: ['试了 {n} 次', 'Tried {n} times'], retry: ['重发', 'Send again'], retryAll: ['全部重发', 'Send all again'], resent: ['{n} 条将重发', '{n} will be sent again'],
  senders: ['热线与列名映射', 'Hotlines and what their columns mean'], noSenders: ['还没有热线：zhicheng hotline import 文件 --sender 名称', 'No hotline yet: zhicheng hotline import FILE --sender NAME'], open: ['在办 {n}', '{n} open'], overdue: ['超热线时限 {n}', '{n} over the hotline’s deadline'], grid: ['采集员平台', 'The grid’s app'], noMapping: ['没有映射：按我们的字段名接收', 'No mapping: our own names are taken'], datum: ['坐标系 {name}', 'Datum {name}'],
  theirs: ['对方的列', 'Their column'], ours: ['我们的字段', 'Our field'], leaveOut: ['不接收这一列', 'Leave it out'], correct: ['更正', 'Correct'], corrected: ['映射已更正，下次接收起生效', 'Corrected; it holds from the next delivery on'],
  imports: ['最近接收', 'Latest deliveries'], noImports: ['还没有接收过工单。', 'No order was taken yet.'], counts: ['{rows} 行 · 接收 {taken} · 已有 {known}', '{rows} rows · {taken} taken · {known} known'], refused: ['拒收 {n}', '{n} refused'], row: ['第 {n} 行', 'Row {n}'],
} satisfies Texts;

export const FIELDS = {
  number: ['工单编号', 'Order number'], title: ['标题', 'Title'], text: ['诉求内容', 'What was said'], time: ['来电时间', 'Time of the call'], caller: ['诉求人', 'Caller'], phone: ['联系电话', 'Phone'], address: ['事发地址', 'Address'], category: ['诉求分类', 'Category'], due: ['办理时限', 'Deadline'], secret: ['是否保密', 'Secret'], lng: ['经度', 'Longitude'], lat: ['纬度', 'Latitude'],
} satisfies Texts;
