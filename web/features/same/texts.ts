import type { Texts } from '@shared/i18n';

export const SAME = {
  title: ['疑似重复与热点', 'Repeated, and hot'], back: ['回到指挥中心', 'Back to command'], noRole: ['只有受理员、值班长和派遣员可以判断是否同一件事。', 'Only acceptors, shift leaders and dispatchers decide what is the same thing.'],
  questions: ['待判断 {n}', 'To decide: {n}'], hot: ['热点问题', 'Hot issues'], emptyTitle: ['没有疑似重复的工单', 'No ticket seems to repeat another'], emptyText: ['新工单与未结工单相似时，会出现在这里。', 'A new ticket that resembles an open one appears here.'],
  newer: ['新工单', 'New ticket'], older: ['已有工单', 'Known ticket'], percent: ['相似 {n}%', '{n} % alike'], metres: ['相距 {n} 米', '{n} m apart'], why: ['判断依据', 'Why'], forIt: ['支持', 'for'], against: ['反对', 'against'],
  merge: ['是同一件事，并案', 'Same thing: merge'], apart: ['不是同一件事', 'Not the same'], others: ['其他相似工单', 'Other likely ones'], noneAlike: ['附近没有相似的未结工单。', 'No open ticket nearby resembles it.'],
  reports: ['诉求 {n} 件', 'Reports: {n}'], noText: ['没有文字', 'No text'], noPhotos: ['没有照片', 'No photo'], merged: ['已并入 {no}', 'Merged into {no}'], kept: ['已记为不同的事，不再询问', 'Kept apart; nobody is asked again'],
  recent: ['近 {d} 天 {n} 件', '{n} in {d} days'], lately: ['24 小时内 {n} 件', '{n} within 24 h'], rising: ['在增加', 'rising'], falling: ['在减少', 'falling'], steady: ['平稳', 'steady'], noHot: ['近 {d} 天没有三人以上反映的同一件事', 'Nothing that three or more people reported in {d} days'], noHotText: ['把天数放宽再看。', 'Widen the period.'], days: ['{n} 天', '{n} days'],
  keys: ['J/K 换一条 · M 并案 · N 不是', 'J/K move · M merge · N not the same'], curve: ['每天诉求数', 'Reports each day'],
} as const satisfies Texts;
