import { describe, expect, it } from 'vitest';
import { FORMS, namesIn, rolesCell, rolesIn, sent } from './rows';

describe('a row as a form', () => {
  it('reads roles as the sheet writes them, and writes what it read', () => {
    const cell = '外勤人员@990101、督办';
    expect(rolesIn(cell)).toEqual([{ title: '外勤人员', area: '990101' }, { title: '督办', area: '' }]);
    expect(rolesCell(rolesIn(cell))).toBe(cell);
    expect(rolesIn('')).toEqual([]);
  });

  it('leaves out a role that was not chosen yet', () => {
    expect(rolesCell([{ title: '', area: '990101' }, { title: '督办', area: '' }])).toBe('督办');
  });

  it('reads members', () => {
    expect(namesIn('bob、ben')).toEqual(['bob', 'ben']);
    expect(namesIn('')).toEqual([]);
  });

  it('tells the old name of a unit that is renamed, and only then', () => {
    const was = { 单位名称: '旧', 原名称: '', 单位类型: '执法中队', 在用: '是' };
    expect(sent(FORMS.organisations, { ...was, 单位名称: '新' }, was)['原名称']).toBe('旧');
    expect(sent(FORMS.organisations, was, was)['原名称']).toBe('');
    expect(sent(FORMS.organisations, { 单位名称: '新' }, null)['原名称']).toBe('');
  });

  it('sends no certificate for who is no officer any more', () => {
    const was = { 工号: '1', 人员类别: '执法队员', 执法证号: '证1', 证件辖区: '990101', 证件有效期起: '2026-01-01', 证件有效期止: '2027-01-01' };
    const out = sent(FORMS.staff, { ...was, 人员类别: '协管员' }, was);
    expect([out['执法证号'], out['证件辖区'], out['证件有效期起'], out['证件有效期止']]).toEqual(['', '', '', '']);
    expect(sent(FORMS.staff, was, was)).toEqual(was);
  });

  it('sends no frontage for a unit that has none by its kind', () => {
    expect(sent(FORMS.organisations, { 单位类型: '执法中队', 门前三包责任段: '门前' }, null)['门前三包责任段']).toBe('');
    expect(sent(FORMS.organisations, { 单位类型: '沿街商户', 门前三包责任段: '门前' }, null)['门前三包责任段']).toBe('门前');
  });
});
