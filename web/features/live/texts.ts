import type { Texts } from '@shared/i18n';

export const LIVE = {
  map: ['态势地图', 'Live map'], crews: ['队组', 'Crews'], tickets: ['工单', 'Tickets'], areas: ['辖区界线', 'Boundaries'], names: ['队组名称', 'Crew names'], layers: ['图层', 'Layers'], permits: ['许可', 'Permits'], cameras: ['摄像机', 'Cameras'], sensors: ['传感器', 'Sensors'],
  connecting: ['正在连接', 'Connecting'], open: ['实时', 'Live'], polling: ['轮询中', 'Polling'], closed: ['已断开', 'Offline'],
  polling_hint: ['实时通道没有打开，每 2 秒查询一次', 'The live stream did not open; asking every 2 s'],
  today: ['今日', 'Today'], received: ['收到', 'Received'], merged: ['合并', 'Merged'], ticketed: ['立案', 'Ticketed'], closedCount: ['结案', 'Closed'], openCount: ['在办', 'Open'],
  onTime: ['按期率', 'On time'], toSpot: ['到场中位', 'Median to spot'], share30: ['30 分钟到场', 'Within 30 min'], minutes: ['{n} 分', '{n} min'],
  perHour: ['每小时', 'By hour'], byClass: ['按类别', 'By class'], bySource: ['按来源', 'By source'], crewsNow: ['队组状态', 'Crews now'], onShift: ['在岗 {n} 组', '{n} on shift'],
  speed: ['演示时钟 {n}×', 'Demo clock {n}×'], members: ['成员', 'Members'], vehicle: ['车辆', 'Vehicle'], jobsToday: ['今日已办 {n} 件', '{n} done today'], shift: ['班次', 'Shift'],
  certificate: ['执法证有效', 'Certificate valid'], noCertificate: ['无执法证', 'No certificate'], none: ['—', '—'], late: ['超期', 'Late'], soon: ['临期', 'Due soon'], incident: ['{crew} 遇到麻烦', '{crew} needs help'], coming: ['{names} 正在赶去', '{names} on the way'], settle: ['解除', 'Settle'], settleNote: ['怎么解决的', 'How it ended'], aside: ['先收起', 'Hide for now'], cancel: ['取消', 'Cancel'], moreIncidents: ['共 {n} 起求助，全部显示', '{n} calls for help: show all'], nobodyComing: ['附近没有空闲队组，请指挥员调派', 'No crew is free nearby: please send one'], legend: ['图例', 'Legend'], fit: ['全城', 'Whole city'],
} as const satisfies Texts;
