import type { Language } from './language';
import { type Texts, lookUp } from './texts';

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

export const ROLES = {
  squad_head: ['办案机构负责人', 'Squad head'], legal_reviewer: ['法制审核人员', 'Legal reviewer'], head: ['行政机关负责人', 'Head'], hearing_host: ['听证主持人', 'Hearing host'], archivist: ['内勤档案员', 'Case clerk'], engineer: ['设备运维员', 'Device engineer'],
  collector: ['信息采集员', 'Collector'], acceptor: ['受理员', 'Intake'], shift_leader: ['值班长', 'Shift leader'], dispatcher: ['派遣员', 'Dispatcher'], department: ['专业部门', 'Unit'],
  handler: ['处置人员', 'Handler'], supervisor: ['督办', 'Supervisor'], manager: ['管理者', 'Manager'], member: ['外勤人员', 'Field staff'], ai: ['智能感知服务账号', 'Sensor account'], admin: ['系统管理员', 'Administrator'],
} as const satisfies Texts;

export const LAMP_COLOURS: Readonly<Record<string, string>> = {
  green: '#3b8f6a', yellow: '#e0a100', red: '#d6453d', grey: '#7d8794',
};

/** Steps of a work order. The server gives the Chinese title; English stands here until it gives both. */
export const ACTIONS = {
  verify: ['派发核实', 'Send to verify'], confirm: ['核实属实', 'Confirm'], reject: ['不予受理', 'Reject'], accept: ['受理', 'Accept'], recategorise: ['更正事项', 'Correct the matter'], merge: ['并案', 'Merge'], settle: ['自处理结案', 'Settle'], file: ['立案', 'File'], decline: ['不予立案', 'Do not file'],
  hand_over: ['转指挥中心', 'Hand over'], dispatch: ['派遣', 'Dispatch'], start: ['接单', 'Start'], return: ['回退', 'Return'], ask: ['申请', 'Ask'], deny: ['不同意申请', 'Deny'], extend: ['延时', 'Extend'], hold: ['挂账', 'Hold'],
  resume: ['挂账恢复', 'Resume'], feed_back: ['处置反馈', 'Report done'], check: ['派发核查', 'Send to re-check'], pass: ['核查通过', 'Pass'], fail: ['核查不通过', 'Fail'], redo: ['返工', 'Do again'], close: ['结案', 'Close'],
  void: ['作废', 'Void'], force_close: ['强制结案', 'Force-close'], evaluate: ['综合评价', 'Evaluate'],
} as const satisfies Texts;

type Titled = { action: string; title: string; title_en?: string };
export const actionTitle = (a: Titled, lang: Language): string => (lang === 'zh' ? a.title : a.title_en || lookUp(ACTIONS, a.action, 'en'));

/** What became of something that a camera or sensor saw. */
export const SEEN_STATES = {
  pre_alarm: ['预警', 'Pre-alarm'], confirmed: ['待复核', 'To review'], told: ['已劝导', 'Told'], reported: ['已上报', 'Reported'], rejected: ['误报', 'False alarm'], left: ['自行离开', 'Left by itself'], corrected: ['自行整改', 'Put right by itself'], lawful: ['合法', 'Lawful'], muted: ['静默记录', 'Kept quietly'], lapsed: ['逾期未复核', 'Not reviewed in time'],
} as const satisfies Texts;

export const SEEN_COLOURS: Readonly<Record<string, string>> = { pre_alarm: 'yellow', confirmed: 'yellow', told: 'yellow', reported: '', rejected: 'red', left: 'grey', corrected: 'green', lawful: 'green', muted: 'grey', lapsed: 'red' };
