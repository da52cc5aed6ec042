import type { Texts } from '@shared/i18n';
import { ROLES } from '@shared/i18n';
import { CREW_KINDS, GAUGE_KINDS, MEMBER_KINDS, MODES, PLACE_CLASSES, UNIT_KINDS } from './texts';

// One row of a sheet as a form. Cells are what the sheet would hold, so the server checks both with the same rules.

export type Cells = Readonly<Record<string, string>>;
export type Kept = 'organisations' | 'staff' | 'crews' | 'sensors';
export type Kind = 'text' | 'choice' | 'area' | 'unit' | 'members' | 'roles' | 'day' | 'yes' | 'hours' | 'codes';
export type Entry = { title: string; kind: Kind; texts?: Texts; most?: number; needed?: boolean; when?: (cells: Cells) => boolean };
/** `key` names the thing; where it can be changed `former` tells the sheet the old name; `end` says no when it has ended. */
export type Form = { key: string; former?: string; end: string; blank: Cells; entries: readonly Entry[] };

const isOfficer = (cells: Cells): boolean => cells['人员类别'] === MEMBER_KINDS.officer[0];
const hasPaper = (cells: Cells): boolean => isOfficer(cells) && cells['执法证号'] !== undefined && cells['执法证号'] !== '';
const hasFrontage = (cells: Cells): boolean => [UNIT_KINDS.shop[0], UNIT_KINDS.property[0]].some((kind) => kind === cells['单位类型']);

const isNoise = (cells: Cells): boolean => cells['类型'] === GAUGE_KINDS.noise[0];

export const FORMS: Readonly<Record<Kept, Form>> = {
  organisations: {
    key: '单位名称', former: '原名称', end: '在用', blank: { 配手机: '是', 在用: '是' },
    entries: [
      { title: '单位名称', kind: 'text', most: 80, needed: true }, { title: '单位类型', kind: 'choice', texts: UNIT_KINDS, needed: true }, { title: '上级单位', kind: 'unit' }, { title: '辖区', kind: 'area' },
      { title: '电话', kind: 'text', most: 20 }, { title: '配手机', kind: 'yes' }, { title: '统一社会信用代码', kind: 'text', most: 18 }, { title: '门前三包责任段', kind: 'text', most: 120, when: hasFrontage },
    ],
  },
  staff: {
    key: '工号', end: '在职', blank: { 人员类别: MEMBER_KINDS.officer[0], 在职: '是' },
    entries: [
      { title: '工号', kind: 'text', most: 40, needed: true }, { title: '姓名', kind: 'text', most: 40, needed: true }, { title: '单位', kind: 'unit', needed: true }, { title: '人员类别', kind: 'choice', texts: MEMBER_KINDS, needed: true },
      { title: '手机号', kind: 'text', most: 20 }, { title: '角色', kind: 'roles' }, { title: '用途', kind: 'text', most: 60 },
      { title: '执法证号', kind: 'text', most: 30, when: isOfficer }, { title: '证件辖区', kind: 'area', when: hasPaper }, { title: '证件有效期起', kind: 'day', when: hasPaper }, { title: '证件有效期止', kind: 'day', when: hasPaper },
    ],
  },
  crews: {
    key: '班组名称', end: '在用', blank: { 班组类型: CREW_KINDS.patrol[0], 车辆: MODES.ebike[0], 在用: '是' },
    entries: [
      { title: '班组名称', kind: 'text', most: 40, needed: true }, { title: '班组类型', kind: 'choice', texts: CREW_KINDS, needed: true }, { title: '单位', kind: 'unit', needed: true }, { title: '辖区', kind: 'area' },
      { title: '车辆', kind: 'choice', texts: MODES, needed: true }, { title: '车牌', kind: 'text', most: 12 }, { title: '成员工号', kind: 'members' }, { title: '班次', kind: 'hours' },
    ],
  },
  sensors: {
    key: '编号', end: '在用', blank: { 上报间隔秒: '60', 在用: '是' },
    entries: [
      { title: '编号', kind: 'text', most: 32, needed: true }, { title: '名称', kind: 'text', most: 80, needed: true }, { title: '类型', kind: 'choice', texts: GAUGE_KINDS, needed: true }, { title: '单位', kind: 'text', most: 12 },
      { title: '经度', kind: 'text', most: 20, needed: true }, { title: '纬度', kind: 'text', most: 20, needed: true }, { title: '地址', kind: 'text', most: 120 }, { title: '场所类别', kind: 'codes', texts: PLACE_CLASSES, when: isNoise },
      { title: '上报间隔秒', kind: 'text', most: 6 }, { title: '维护单位', kind: 'unit' }, { title: '所属工地商户', kind: 'unit' }, { title: '安装日期', kind: 'day' }, { title: '校准有效期止', kind: 'day' },
    ],
  },
};

export type Role = { title: string; area: string };

export const rolesIn = (cell: string): Role[] => cell.split('、').filter((part) => part !== '').map((part) => {
  const [title = '', area = ''] = part.split('@');
  return { title, area };
});
export const rolesCell = (roles: readonly Role[]): string => roles.filter((r) => r.title !== '').map((r) => (r.area === '' ? r.title : `${r.title}@${r.area}`)).join('、');
export const namesIn = (cell: string): string[] => cell.split('、').filter((name) => name !== '');
export const ROLE_TITLES: Texts = ROLES;

/** What is sent: a field that does not apply is empty, and a new name says which one it replaces. */
export function sent(form: Form, cells: Cells, was: Cells | null): Cells {
  const out: Record<string, string> = { ...was, ...cells };
  for (const entry of form.entries) if (entry.when?.(cells) === false) out[entry.title] = '';
  if (form.former !== undefined) out[form.former] = was !== null && was[form.key] !== cells[form.key] ? (was[form.key] ?? '') : '';
  return out;
}
