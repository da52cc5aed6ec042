import type { Day, FieldMe, Job, Known, Session, Story, Ticket, Track } from '../shared/api/types';
import { CITY, MATTERS, NOW, STATES, STREETS, commandMap, crews, pick, random, tickets } from './city.ts';

type Answer = (url: URL, body: Record<string, unknown>, token: string) => unknown;
const at = (minutes: number): string => new Date(NOW.getTime() + minutes * 60_000).toISOString();
const [CX, CY] = CITY.centre;
const star = tickets[3]!;
Object.assign(star, { state: 'handling', lamp: 'green', lng: CX + 0.004, lat: CY + 0.003, crew: { id: 'c1', name: '文昌2组' }, remaining_s: 3100, matter: { code: '06011', name: '乱堆物料', name_en: 'Dumped goods', class: '06' }, address: '学院路东侧近文化巷路口（滨江社区）' });
const route: [number, number][] = [[CX - 0.01, CY - 0.004], [CX - 0.006, CY - 0.004], [CX - 0.006, CY + 0.001], [CX + 0.001, CY + 0.001], [CX + 0.001, CY + 0.003], [CX + 0.004, CY + 0.003]];
const REASON = '文昌2组最近：行车 6 分钟，两名队员执法证有效，手上没有别的任务；比次选少走 4 分钟。';
const REASON_EN = 'Wenchang 2 is nearest: 6 min by road, two valid certificates, no other job; 4 min less than the next best.';

const session = (token: string): Session => ({
  account: token === '' ? null : { id: token, name: { dispatcher: '陈调度', citizen: '李女士' }[token] ?? '王队员', title: '派遣员' }, roles: [], faces: token === '' ? [] : ['command', 'field'], demo: true, live_url: '',
  second_factor: 'not_needed', now: NOW.toISOString(), clock_speed: 20, city: CITY,
});
const known = (): Known[] => tickets.slice(0, 6).map((t, i) => ({ ticket: t.no, matter: t.matter.name, matter_en: t.matter.name_en, distance_m: 40 + i * 70, since: t.opened_at, followers: i, lng: CX + (random() - 0.5) * 0.01, lat: CY + (random() - 0.5) * 0.008 }));
const detail = (no: string): Ticket => {
  const t = tickets.find((x) => x.no === no) ?? star;
  const event = (id: number, minutes: number, kind: string, title: string, who: string, actor: string, rule: string | null, text = ''): Ticket['timeline'][number] =>
    ({ id: String(id), at: at(minutes), kind, title, title_en: kind, text, actor: { kind: actor, name: who }, rule, unit: null, photos: [] });
  return {
    ...t, text: '路口堆了一堆建筑垃圾，把盲道挡住了，老人过不去。', file_condition: '占压道路、盲道或绿地，面积大于 1 平方米', close_condition: '物料清除，地面恢复整洁', limit_text: '4 工作时', why_crew_en: REASON_EN, reports_list: [{ receipt: 'R2611-8K3F', source: 'citizen', text: '建筑垃圾', at: at(-25), photos: [] }],
    clocks: [{ name: '受理', from: at(-25), due_at: at(5), unit: '监督中心', state: 'done' }, { name: '处置', from: at(-23), due_at: at(52), unit: '文昌中队', state: 'running' }],
    timeline: [event(1, -25, 'report.receive', '收到市民上报', '李女士', 'citizen', null, '路口堆了一堆建筑垃圾'), event(2, -24.9, 'ticket.accept', '受理', '快速通道规则 v1', 'rule', '快速通道 06011'), event(3, -24.8, 'ticket.file', '立案', '快速通道规则 v1', 'rule', '立案条件 1'), event(4, -24, 'ticket.dispatch', '派遣到文昌2组', '派遣规则 v1', 'rule', '最少代价匹配', REASON), event(5, -22, 'assignment.accept', '接单', '王队员', 'person', null), event(6, -12, 'assignment.arrive', '到达现场', '王队员', 'person', null)],
    assignments: [{ id: 1, kind: 'handle', unit: null, link: null, crew: { id: 'c1', name: '文昌2组' }, state: 'accepted', offered_at: at(-24), travel_s: 372, reason: REASON, reason_en: REASON_EN, runner_up: { name: '滨江5组', cost_difference: 240 } }],
    actions: [{ action: 'extend', title: '延时', needs: ['reason', 'new_due_at'] }, { action: 'hold', title: '挂账', needs: ['reason', 'resume_on'] }, { action: 'return', title: '回退', needs: ['reason', 'unit'] }, { action: 'void', title: '作废', needs: ['reason'], danger: true }], why_crew: REASON, route,
  };
};
const day = (): Day => ({
  received: 486, merged: 71, ticketed: 402, closed: 318, open: 160, red: 9, yellow: 21, on_time_share: 0.964, median_minutes_to_spot: 13.4, share_30_min: 0.93, by_source: { citizen: 231, camera: 128, hotline: 74, collector: 53 },
  by_class: MATTERS.slice(0, 6).map((m, i) => ({ class: m[3], name: m[4], name_en: m[2], count: 120 - i * 17 })), per_hour: Array.from({ length: 16 }, (_, hour) => ({ hour, received: Math.round(12 + 30 * Math.exp(-((hour - 10) ** 2) / 18)), closed: Math.round(8 + 26 * Math.exp(-((hour - 12) ** 2) / 18)) })),
  crews: { on_shift: 64, idle: 14, en_route: 23, on_site: 21, break: 6 },
});
const STEPS_OF: Record<string, Job['steps']> = {
  offered: [{ action: 'accept', title: '接单', needs: [] }, { action: 'decline', title: '谢绝', needs: ['reason'] }], accepted: [{ action: 'arrive', title: '到场', needs: [] }], arrived: [{ action: 'handled', title: '处置完成', title_en: 'Done', needs: ['photo', 'text'] }],
};
const job = (id: number, kind: Job['kind'], state: string, i: number): Job => ({
  id, kind, ticket: i === 3 ? star : tickets[i]!, state, offered_at: at(-2), answer_by: state === 'offered' ? at(28) : null, reason: REASON, reason_en: REASON_EN, travel_s: 372, route, text: '路口堆了一堆建筑垃圾，把盲道挡住了，老人过不去。', photos: [],
  file_condition: '占压道路、盲道', close_condition: '物料清除，地面恢复整洁', needs_two_certificates: i === 3, steps: STEPS_OF[state] ?? [],
});
let shift: 'on' | 'off' | 'break' = 'on';
const me = (): FieldMe => ({
  member: { id: 'p1', name: '王队员', kind: 'officer' }, crew: { id: 'c1', name: '文昌2组', members: [{ name: '王队员', kind: 'officer' }, { name: '赵协管', kind: 'assistant' }], vehicle: '电动巡逻车 08', state: 'en_route' }, shift: { from: '08:00', to: '16:30', state: shift }, position_shared: shift === 'on',
  today: { mine: { done: 7, minutes_busy: 186, km: 14.2 }, squad: { median_done: 6, median_minutes_busy: 201, median_km: 16.8, n: 24 } },
});
const track = (): Track => ({
  receipt: 'R2611-8K3F', matter: '乱堆物料', matter_en: 'Dumped goods', text: '路口堆了一堆建筑垃圾，把盲道挡住了', address: star.address, lng: CX, lat: CY, expected_on: at(60).slice(0, 10), unit: '文昌街道执法中队', photos: [], finished: false, can_rate: false, rating: null, followers: 3,
  steps: [{ at: at(-25), key: 'received', text: '我们收到了您的反映', unit: '示范市监督中心', done: true }, { at: at(-24), key: 'sent', text: '已交给附近的队组', unit: '文昌街道执法中队', done: true }, { at: at(-12), key: 'there', text: '队员已到现场', unit: '文昌2组', done: true }, { at: null, key: 'handled', text: '现场处理', unit: '文昌2组', done: false }, { at: null, key: 'closed', text: '有人去看过，确认办好', unit: '示范市监督中心', done: false }],
});
const began = Date.now();
const STEPS: [string, string, string, string, string, Story['steps'][number]['frame']][] = [
  ['report', '拍照上报', '市民 李女士', '路过时看见盲道被挡', '网上随手报', 'citizen'], ['place', '定位归类', '规则 locate v1', '照片定位在滨江社区第 3 网格；“建筑垃圾”对应乱堆物料，把握 91%', 'GB/T 47678.5 事项 06011', 'record'], ['ticket', '立案', '快速通道规则 v1', '符合立案条件：占压盲道', '立案条件 1；快速通道已开通', 'record'], ['dispatch', '派遣', '派遣规则 v1', REASON, '处置单位优先，道路时间最少代价匹配', 'command'],
  ['accept', '接单', '队员 王某', '手机响后 8 秒接单', '30 秒内答复', 'field'], ['arrive', '到场', '文昌2组', '沿学院路行驶 6 分钟', '30 分钟到场', 'field'], ['handle', '处置', '队员 王某', '责令清运，拍照留存', '市容条例第十七条', 'field'], ['check', '核查', '采集员 孙某', '换一个人去看：同一地点拍照', '监管分离：处置的人不核查', 'command'], ['close', '结案', '值班长 周某', '结案条件已满足', '结案条件 1', 'record'], ['tell', '告知评价', '市民 李女士', '收到结果和前后对比照', '满意度回访', 'citizen'],
];
const story = (): Story => {
  const n = Math.min(STEPS.length, 5 + Math.floor((Date.now() - began) / 15_000));
  return {
    running: true, started_at: at(-25), receipt: n > 0 ? 'R2611-8K3F' : null, code: 'x9', ticket: n > 2 ? star.no : null, officer_key: n > 3 ? 'officer' : null, crew: { id: 'c1', name: '文昌2组' },
    steps: STEPS.map(([key, title, who, why, rule, frame], i) => ({ key, title, who, why, rule, frame, done: i < n, at: i < n ? at(-25 + i) : null })),
    lawful: { title: '夜市摊点在合法时段', place: '东河夜市（示范）', lng: CX, lat: CY, hour: '19:10（开放 17:00–22:00）', rule: 'INV-89 · 无证无照经营查处办法第三条', text: '摄像机看见一处摊点；地点和时间都在市政府指定范围内，系统自动归档为合法，没有立案。', done: true },
    events: STEPS.slice(0, n).flatMap(([key, title, who], i) => [0, 1].map((k) => ({ id: `${key}${k}`, seq: i * 2 + k + 1, stream: `ticket:${star.no}`, kind: `ticket.${key}`, at: at(-25 + i), actor: who, title, digest: 'a81fb2c993d0e5' }))),
  };
};
const matters = (): unknown => MATTERS.map(([code, name, name_en, cls, class_name]) => ({ code, name, name_en, klass: cls, class_name, class_name_en: name_en, fast_lane: true }));
const guess = (): unknown => ({ category: { code: '06011', name: '乱堆物料', name_en: 'Dumped goods', confidence: 0.91 }, alternatives: [{ code: '06003', name: '暴露垃圾', name_en: 'Exposed rubbish', confidence: 0.06 }], place: null, known: known().slice(0, 2) });
const receipt = (): unknown => ({ receipt: 'R2611-8K3F', code: 'x9', track_url: '/track/R2611-8K3F?code=x9', state: 'reported', category: null, place: null, answer_due_at: at(240) });

export const ANSWERS: readonly (readonly [string, RegExp, Answer])[] = [
  ['GET', /^\/api\/session$/, (_u, _b, token) => session(token)], ['GET', /demo\/accounts$/, () => [{ key: 'dispatcher', name: '陈调度', title: '派遣员', face: '/command' }, { key: 'officer', name: '王队员', title: '执法队员', face: '/field' }, { key: 'collector', name: '孙采集', title: '信息采集员', face: '/field' }]],
  ['POST', /demo\/token$/, (_u, body) => ({ token: String(body['key']), account: { name: '', title: '' }, face: '/' })], ['GET', /places\/at$/, () => ({ text: '学院路东侧近文化巷路口（滨江社区）', district: null, street: null, community: null, grid: null })],
  ['GET', /api\/areas$/, () => STREETS.map((name, i) => ({ code: `99010100${i}`, name, level: 'street', parent: null }))], ['GET', /reports\/guess$/, guess], ['GET', /reports\/near$/, () => ({ known: known() })], ['POST', /api\/reports(\/follow)?$/, receipt],
  ['POST', /api\/photos$/, () => ({ id: String(random()), url: '/mock-photo.svg', width: 400, height: 300, kind: 'photo' })], ['GET', /api\/track\//, track], ['POST', /rating$/, () => ({})],
  ['GET', /permits\/lawful$/, () => ['东河夜市（示范）', '望湖早市（示范）', '学院路便民点（示范）'].map((name, i) => ({ name, kind: 'night_market', lng: CX + i * 0.006 - 0.005, lat: CY + 0.004 * i, distance_m: 300 + 420 * i, hours: [{ days: i === 1 ? '1-5' : 'daily', from: i === 1 ? '05:30' : '17:00', to: i === 1 ? '08:30' : '22:00' }], places: 12 * i, open_now: true }))],
  ['GET', /tickets\/lanes$/, () => ({ lanes: STATES.map((state) => { const all = tickets.filter((t) => t.state === state); return { state, count: all.length + 4, red: all.filter((t) => t.lamp === 'red').length, yellow: all.filter((t) => t.lamp === 'yellow').length, items: all }; }) })],
  ['GET', /tickets\/count$/, () => ({ count: 12840 })], ['GET', /api\/tickets$/, (u) => ({ items: u.searchParams.get('q') === 'x' ? [] : tickets.slice(0, 50), next: 'n' })], ['GET', /tickets\/([^/]+)$/, (u) => detail(u.pathname.split('/')[3] ?? '')], ['POST', /actions\//, (u) => detail(u.pathname.split('/')[3] ?? '')],
  ['GET', /command\/day$/, day], ['GET', /command\/map$/, commandMap], ['GET', /command\/crews\//, (u) => ({ id: '1', name: crews.find((c) => c.id === u.pathname.split('/').pop())?.name, members: [{ name: '王队员', kind: 'officer', certificate_valid: true }, { name: '赵协管', kind: 'assistant', certificate_valid: false }], vehicle: '电动巡逻车 08', state: 'en_route', ticket: star.no, jobs_today: 7, shift: { from: '08:00', to: '16:30' } })],
  ['GET', /conditions$/, () => [{ id: 1, file_if: '占压道路、盲道', close_if: '清除', limit_text: '4 工作时' }]], ['GET', /incidents$/, () => []], ['GET', /api\/links\/[^/]+$/, () => job(1, 'handle', 'offered', 1)], ['GET', /organisations$/, () => [{ id: 'u1', name: '文昌街道执法中队', kind: 'squad' }]], ['GET', /api\/matters$/, matters], ['GET', /field\/me$/, me], ['GET', /field\/jobs$/, () => ({ jobs: [job(3, 'handle', 'arrived', 3), job(1, 'handle', 'offered', 1), job(2, 'recheck', 'accepted', 8)] })],
  ['POST', /field\/events$/, (_u, body) => ({ results: (body['events'] as { key: string }[]).map((e) => ({ key: e.key, outcome: 'done' })) })], ['POST', /field\/shift$/, (_u, b) => { shift = ({ start: 'on', resume: 'on', break: 'break', end: 'off' } as const)[b['action'] as 'start']; return me(); }],
  ['POST', /field\/trouble$/, () => ({ incident: 'I1', called: [{ crew: '文昌3组', minutes: 4 }, { crew: '滨江1组', minutes: 7 }] })], ['GET', /demo\/story$/, story], ['POST', /story\/start$/, story], ['POST', /takeover$/, (_u, b) => ({ token: null, url: { citizen: '/?demo=citizen&new=1', command: '/command?demo=dispatcher&compact=1', field: '/field?demo=officer' }[b['frame'] as 'field'] })],
  ['POST', /api\/check$/, () => ({ checked: { events: 48210, streams: 9032 }, problems: random() < 0.5 ? [] : [{ stream: `ticket:${star.no}`, seq: 6, what: 'state', table_value: 'closed', event_value: 'handling' }], seconds: 0.8 })],
  ['GET', /tamper-hint$/, () => ({ sql: `UPDATE tickets_ticket SET state='closed' WHERE no='${star.no}';`, sqlite_file: 'var/demo/zhicheng.sqlite3' })], ['GET', /live\/since$/, () => ({ pos: 0, events: [] })],
];
export const liveTicket = (): unknown => { const t = pick(tickets); return { id: String(random()), kind: 'ticket.move', stream: t.no, at: at(0), no: t.no, state: t.state, lamp: t.lamp, lng: t.lng, lat: t.lat, matter: t.matter.code, title: `${t.matter.name} · ${t.address}` }; };
export const liveCrews = (): unknown => ({ at: at(0), crews: crews.map(({ id, lng, lat, state, ticket }) => ({ id, lng, lat, state, ticket })) });
