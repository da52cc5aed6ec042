import type { Texts } from '@shared/i18n';

export const PERMITS = {
  title: ['哪里可以摆摊', 'Where may I sell?'],
  lead: ['市政府指定的场所和时间内，可以销售农副产品、日常生活用品，无需办照。', 'In places and hours named by the city you may sell farm produce and everyday goods without a licence.'],
  pitches: ['{n} 个摊位', '{n} pitches'], open: ['现在开放', 'Open now'], closed: ['现在未开放', 'Closed now'], every: ['每天', 'Daily'],
  none: ['附近没有指定摊点', 'No lawful place nearby'], noneText: ['移动地图看看别处，或致电 12345 咨询。', 'Move the map, or call 12345.'],
  number: ['编号', 'Number'], period: ['有效期', 'Valid'], hours: ['时段', 'Hours'], always: ['全天', 'Around the clock'], reach: ['范围', 'Within'], metres: ['{n} 米内', '{n} m'], valid: ['有效', 'Valid'], revoked: ['已撤销', 'Revoked'], expired: ['不在有效期', 'Not valid now'], qr: ['许可二维码', 'QR code of the permit'], close: ['关闭', 'Close'],
  checkTitle: ['查验许可', 'Check a permit'], checkNumber: ['许可编号', 'Permit number'], check: ['查验', 'Check'], scan: ['扫二维码', 'Scan the QR code'], scanHint: ['也可以用手机相机直接扫许可牌上的二维码。', 'The phone’s own camera reads the plate’s QR code too.'], noCamera: ['没有相机权限，请输入编号。', 'No camera: please type the number.'],
  d1: ['周一', 'Mon'], d2: ['周二', 'Tue'], d3: ['周三', 'Wed'], d4: ['周四', 'Thu'], d5: ['周五', 'Fri'], d6: ['周六', 'Sat'], d7: ['周日', 'Sun'],
} as const satisfies Texts;

export const PERMIT_KINDS = { stall: ['摊位点', 'Stall place'], sign: ['户外广告与招牌', 'Sign'], road: ['临时占道', 'Road occupation'], spoil: ['渣土运输', 'Spoil transport'], digging: ['道路挖掘', 'Digging'] } as const satisfies Texts;
