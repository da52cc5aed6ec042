import type { Texts } from '@shared/i18n';

export const PERMITS = {
  title: ['哪里可以摆摊', 'Where may I sell?'],
  lead: ['市政府指定的场所和时间内，可以销售农副产品、日常生活用品，无需办照。', 'In places and hours named by the city you may sell farm produce and everyday goods without a licence.'],
  pitches: ['{n} 个摊位', '{n} pitches'], open: ['现在开放', 'Open now'], closed: ['现在未开放', 'Closed now'], every: ['每天', 'Daily'],
  none: ['附近没有指定摊点', 'No lawful place nearby'], noneText: ['移动地图看看别处，或致电 12345 咨询。', 'Move the map, or call 12345.'],
  d1: ['周一', 'Mon'], d2: ['周二', 'Tue'], d3: ['周三', 'Wed'], d4: ['周四', 'Thu'], d5: ['周五', 'Fri'], d6: ['周六', 'Sat'], d7: ['周日', 'Sun'],
} as const satisfies Texts;
