import type { Texts } from './texts';

/** Words of the trade that more than one face shows: states, lamps, sources, crews. Chinese terms are the domain's. */
export const STATES = {
  draft: ['草稿', 'Draft'], reported: ['上报', 'Reported'], verifying: ['核实中', 'Verifying'],
  accepted: ['受理', 'Accepted'], rejected: ['不予受理', 'Rejected'], filed: ['立案', 'Filed'],
  not_filed: ['不予立案', 'Not filed'], to_dispatch: ['待派遣', 'To dispatch'], dispatched: ['待处置', 'Dispatched'],
  handling: ['处置中', 'Handling'], on_hold: ['挂账', 'On hold'], handled: ['处置反馈', 'Handled'],
  checking: ['核查中', 'Checking'], rework: ['返工', 'Rework'], to_close: ['待结案', 'To close'],
  closed: ['结案', 'Closed'], force_closed: ['强制结案', 'Force-closed'], voided: ['作废', 'Voided'],
  evaluated: ['已评价', 'Evaluated'],
} as const satisfies Texts;

export const LAMPS = {
  green: ['正常', 'On time'], yellow: ['临期', 'Due soon'], red: ['超期', 'Late'], grey: ['无时限', 'No clock'],
} as const satisfies Texts;

export const SOURCES = {
  citizen: ['市民', 'Citizen'], hotline: ['热线', 'Hotline'], grid: ['采集员', 'Collector'], collector: ['采集员', 'Collector'],
  camera: ['摄像机', 'Camera'], observation: ['智能感知', 'Sensor'], ai: ['智能感知', 'Sensor'], sensor: ['传感器', 'Sensor'],
  social: ['社交媒体', 'Social'], liaison: ['社区联络', 'Liaison'], import: ['导入', 'Import'], open311: ['Open311', 'Open311'],
} as const satisfies Texts;

export const CREW_STATES = {
  idle: ['待命', 'Idle'], assigned: ['已派', 'Assigned'], en_route: ['赶赴', 'En route'], on_site: ['在场', 'On site'],
  break: ['休息', 'Break'], off: ['下班', 'Off'], on: ['在岗', 'On shift'],
} as const satisfies Texts;

export const LAMP_COLOURS: Readonly<Record<string, string>> = {
  green: '#3b8f6a', yellow: '#e0a100', red: '#d6453d', grey: '#7d8794',
};
