import { describe, expect, it } from 'vitest';
import type { PaperField, PaperKind } from './model';
import { type Line, broken, draw, linesOf, shown, titleOf } from './slip';

const field = (type: string, choices: Record<string, string> = {}, id = 'x'): PaperField => ({ id, type, name: '名', name_en: 'Name', choices });
const kind: PaperKind = { code: 'D30', name: '责令改正通知书', sign: ['officer', 'officer', 'party'], remedies: '向{reconsideration}申请复议， 向{court}起诉。', titles: { 'correct_how=by_deadline': '责令限期改正通知书' }, fields: [field('party', {}, 'party'), field('text', {}, 'plate'), field('money', {}, 'fine')] };
const agency = { name: '某局', short: '某', reconsideration: '区政府', court: '区法院' };
const texts = (lines: readonly Line[]): string[] => lines.flatMap((l) => ('text' in l ? [l.text] : 'strokes' in l ? [l.caption] : []));

describe('a value as the party reads it', () => {
  it.each([
    [field('money'), 5000, '50.00 元'], [field('moment'), '2026-03-11T18:05:00+08:00', '2026-03-11 18:05'], [field('moment'), '2026-03-11T20:05:00Z', '2026-03-12 04:05'], [field('flag'), true, '是'],
    [field('choice', { fine: '罚款' }), 'fine', '罚款'], [field('violation'), { id: 'V', name: '设摊' }, '设摊'], [field('party'), { name: '张', id_no: '1', address: '街' }, '张，1，街'],
    [field('officers'), [{ name: '周', certificate: '9' }, { name: '林', certificate: '8' }], '周（9）、林（8）'], [field('names'), ['一', '二'], '一；二'], [field('evidence'), [{ name: '照片' }], '照片'], [field('day'), '2026-03-11', '2026-03-11'],
  ])('%o', (f, value, text) => expect(shown(f, value)).toBe(text));
});

describe('what stands on the slip', () => {
  const paper = { fields: { party: { name: '张', id_no: '1' }, fine: 2000, plate: '', correct_how: 'by_deadline' }, number: '某责改〔2026〕1号', by_hand: [], signatures: [{ role: 'officer', name: '周', strokes: [[[1, 2, 3]]] as const, signed_at: '2026-03-11T10:00:00Z' }, { role: 'party', name: '张', refused: '拒绝签名', signed_at: '2026-03-11T10:00:00Z' }] };
  const said = texts(linesOf(kind, paper, agency, 'https://x/paper/1'));
  it('names agency, paper and number', () => expect(said.slice(0, 3)).toEqual(['某局', '责令限期改正通知书', '某责改〔2026〕1号']));
  it('says every field that has a value and no other', () => expect(said.slice(3, 5)).toEqual(['名：张，1', '名：20.00 元']));
  it('says whom to ask for reconsideration and where to sue', () => expect(said).toContain('向区政府申请复议，向区法院起诉。'));
  it('shows a refusal to sign with its reason', () => expect(said).toContain('当事人：张 拒绝签名（拒绝签名）'));
  it('leaves a line for who signs by hand', () => expect(texts(linesOf(kind, { ...paper, by_hand: ['head'] }, agency, 'x')).some((s) => s.startsWith('负责人：＿'))).toBe(true));
  it('has a code that proves it', () => expect(linesOf(kind, paper, agency, 'https://x/paper/1')).toContainEqual({ qr: 'https://x/paper/1' }));
  it('takes the plain title where no condition holds', () => expect(titleOf(kind, { correct_how: 'at_once' })).toBe('责令改正通知书'));
});

describe('lines break where they are full', () => {
  const measure = (text: string): number => [...text].length;
  it.each([['一二三四五', 3, ['一二三', '四五']], ['编号 ABC123', 6, ['编号 ', 'ABC123']], ['一\n二', 9, ['一', '二']], ['abcdefgh', 3, ['abc', 'def', 'gh']], ['', 5, ['']], ['一二三', 3, ['一二三']]])('%s in %d', (text, room, lines) => expect(broken(text, room, measure)).toEqual(lines));
  it('loses no character', () => {
    const text = '当事人：张建国，33010619880315123X，青澜市西湾区柳浪街 6 号 2 单元';
    expect(broken(text, 9, measure).join('').replace(/\s/g, '')).toBe(text.replace(/\s/g, ''));
  });
});

it('is as high when it is measured as when it is drawn', () => {
  const ink: number[] = [];
  const pen = { font: '', fillStyle: '', strokeStyle: '', lineWidth: 0, lineCap: 'butt', lineJoin: 'miter', textBaseline: 'top', measureText: (s: string) => ({ width: 12 * [...s].length }), fillText: (_: string, x: number, y: number) => { ink.push(y); expect(x).toBeGreaterThanOrEqual(0); }, fillRect: () => undefined, beginPath: () => undefined, moveTo: () => undefined, lineTo: () => undefined, stroke: () => undefined } as unknown as CanvasRenderingContext2D;
  const lines = linesOf(kind, { fields: { party: { name: '张'.repeat(200), id_no: '1' } }, number: 'n', by_hand: [], signatures: [] }, agency, 'x');
  const height = draw(pen, lines, false);
  expect(ink).toEqual([]);
  expect(draw(pen, lines, true)).toBe(height);
  expect(Math.max(...ink)).toBeLessThan(height);
});
