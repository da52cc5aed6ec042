import { readFileSync } from 'node:fs';
import type { City, CommandMap, MapCrew, MapTicket, TicketRow } from '../shared/api/types';

// A small pretended city for looking at screens without the server. Never part of a build.
type CityFile = { name?: string; name_en?: string; bounds?: City['bounds']; centre?: City['centre']; attribution?: string };

const FOLDER = process.env['ZHICHENG_CITY'];
const file: CityFile = FOLDER ? (JSON.parse(readFileSync(`${FOLDER}/city.json`, 'utf8')) as CityFile) : {};
export const TILES = FOLDER ? `${FOLDER}/tiles.pmtiles` : (process.env['ZHICHENG_TILES'] ?? '../../shared/maps/hangzhou/hangzhou-base.pmtiles');
export const CITY: City = {
  id: 'demo', name: file.name ?? '示范市', name_en: file.name_en ?? 'Demo City', bounds: file.bounds ?? [120.0249, 30.2344, 120.235, 30.3745],
  centre: file.centre ?? [120.155, 30.29], tiles: '/tiles/demo.pmtiles', attribution: file.attribution ?? '© OpenStreetMap contributors',
};

let seed = 7;
export const random = (): number => { seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648; return seed / 2_147_483_648; };
export const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;

export const MATTERS = [
  ['09002', '占道经营', 'Street stall', '09', '街面秩序类'], ['06011', '乱堆物料', 'Dumped goods', '06', '市容环境类'], ['06003', '暴露垃圾', 'Exposed rubbish', '06', '市容环境类'], ['07004', '违规张贴', 'Illegal posters', '07', '宣传广告类'],
  ['08005', '工地扬尘', 'Site dust', '08', '施工管理类'], ['01002', '污水井盖异常', 'Sewer cover', '01', '市政公用设施类'], ['02009', '机动车违停', 'Illegal parking', '02', '交通设施类'], ['04003', '树木倒伏', 'Fallen tree', '04', '园林绿化设施类'],
] as const;
export const STREETS = ['文昌街道', '滨江街道', '望湖街道', '学院街道', '东河街道'];
export const STATES = ['verifying', 'accepted', 'filed', 'to_dispatch', 'dispatched', 'handling', 'handled', 'checking', 'rework', 'to_close', 'on_hold'];

const near = (spread = 0.5): { lng: number; lat: number } => {
  const [w, s, e, n] = CITY.bounds;
  const r = (random() + random() + random()) / 3 - 0.5;
  const q = (random() + random() + random()) / 3 - 0.5;
  return { lng: CITY.centre[0] + r * (e - w) * spread * 1.6, lat: CITY.centre[1] + q * (n - s) * spread * 1.6 };
};

export const NOW = new Date('2026-11-23T15:12:00+08:00');
const SQUADS = ['文昌', '滨江', '望湖', '学院', '东河'];

export const crews: MapCrew[] = Array.from({ length: 64 }, (_, i) => ({
  id: `c${i}`, name: `${pick(SQUADS)}${(i % 9) + 1}组`, kind: 'officers', state: pick(['idle', 'en_route', 'en_route', 'on_site', 'on_site', 'break']), ticket: null, squad: pick(SQUADS), ...near(),
}));

const row = (i: number): TicketRow => {
  const [code, name, name_en, cls] = pick(MATTERS);
  const crew = pick(crews);
  const lamp = pick(['green', 'green', 'green', 'green', 'yellow', 'red'] as const);
  const street = pick(STREETS);
  return {
    no: `ZC261123${String(i).padStart(4, '0')}`, state: pick(STATES), lamp, matter: { code, name, name_en, class: cls }, source: pick(['citizen', 'hotline', 'camera', 'collector']),
    address: `${pick(['学院路', '文昌大街', '滨江东路', '望湖巷', '东河南路'])}${1 + Math.floor(random() * 300)}号附近（${street.replace('街道', '社区')}）`, street: '990101001', street_name: street,
    unit: { id: 'u1', name: `${street}执法中队` }, crew: random() < 0.6 ? { id: crew.id, name: crew.name } : null, opened_at: new Date(NOW.getTime() - random() * 7.2e6).toISOString(),
    due_at: new Date(NOW.getTime() + 3.6e6).toISOString(), remaining_s: Math.round(lamp === 'red' ? -random() * 4000 : lamp === 'yellow' ? random() * 1200 : 2000 + random() * 20000),
    reports: random() < 0.2 ? 2 + Math.floor(random() * 4) : 1, priority: 3, fast_lane: random() < 0.4, urged: random() < 0.05, ...near(),
  };
};
export const tickets: TicketRow[] = Array.from({ length: 160 }, (_, i) => row(i));

export function step(): void {
  for (const crew of crews) {
    if (crew.state !== 'en_route') continue;
    const a = random() * 6.28;
    crew.lng += Math.cos(a) * 0.0006;
    crew.lat += Math.sin(a) * 0.0005;
  }
}

export const commandMap = (): CommandMap => ({
  at: NOW.toISOString(), crews, tickets: tickets.map((t): MapTicket => ({ no: t.no, state: t.state, lamp: t.lamp, class: t.matter.class, matter: t.matter.name, lng: t.lng ?? 0, lat: t.lat ?? 0 })),
});
