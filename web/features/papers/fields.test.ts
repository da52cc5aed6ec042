import { describe, expect, it } from 'vitest';
import type { PaperField } from '@shared/api';
import pack from '../../../zhicheng/law/packs/national/documents.json';
import { PARTS_OF, ROWS_OF, fenOf, isGiven, isList, listOf, localOf, momentOf, rowsOf, sent, sorted, yuanOf } from './fields';
import { PAPER_FORM } from './texts';

const field = (id: string, needed: boolean): PaperField => ({ id, type: 'text', name: id, name_en: id, needed, only_if: '', choices: [] });

describe('amounts', () => {
  it.each([['200', 20_000], ['200.5', 20_050], ['200.55', 20_055], ['0', 0], [' 1,000 ', 100_000]])('%s yuan is %d fen', (yuan, fen) => expect(fenOf(yuan)).toBe(fen));
  it.each(['', '-1', '1.234', 'two', '1e3', '99999999999'])('%j is no amount', (yuan) => expect(fenOf(yuan)).toBeNull());
  it.each([[20_000, '200'], [20_050, '200.50'], [undefined, ''], ['200', '']])('%j fen is shown as %j', (fen, yuan) => expect(yuanOf(fen)).toBe(yuan));
});

describe('moments', () => {
  it('are China’s time both ways', () => {
    expect(momentOf('2026-05-01T09:30')).toBe('2026-05-01T09:30:00+08:00');
    expect(localOf('2026-05-01T01:30:00Z')).toBe('2026-05-01T09:30');
    expect(localOf(momentOf('2026-05-01T00:00'))).toBe('2026-05-01T00:00');
  });
  it.each(['', 'soon', null, undefined, 7])('%j is none', (moment) => expect(localOf(moment)).toBe(''));
});

describe('what is sent', () => {
  it('leaves out what is not given, in rows too', () => {
    expect(sent({ a: 'x', b: '', c: null, d: [], e: 0, f: false, officers: [{ name: 'Li', certificate: '' }, { name: '' }], party: { name: '', id_no: '' } }))
      .toEqual({ a: 'x', e: 0, f: false, officers: [{ name: 'Li' }] });
  });
  it('reads lists however people part them', () => expect(listOf('ZJ 16(1)、 APL 28\n\nAPL 33；')).toEqual(['ZJ 16(1)', 'APL 28', 'APL 33']));
  it('takes false and nought for an answer', () => expect([false, 0, 'x', ['x']].every(isGiven)).toBe(true));
});

describe('the form', () => {
  it('shows what is needed, filled or objected to; the rest waits', () => {
    const { shown, more } = sorted([field('needed', true), field('filled', false), field('named', false), field('rest', false)], { filled: 'x' }, new Set(['named']));
    expect([shown.map((f) => f.id), more.map((f) => f.id)]).toEqual([['needed', 'filled', 'named'], ['rest']]);
  });
  it('knows every composite of the server', () => {
    expect(Object.keys(ROWS_OF).sort()).toEqual(['defence', 'dialogue', 'evidence', 'goods', 'index', 'instalments', 'officers', 'references', 'samples', 'views']);
    expect(Object.keys(PARTS_OF).sort()).toEqual(['party', 'violation']);
    expect(['names', 'articles', 'officers', 'text', 'party'].map(isList)).toEqual([true, true, true, false, false]);
  });
});

describe('what becomes of preserved goods', () => {
  it('is asked for each thing, in the words of the law pack', () => {
    const asked = rowsOf({ id: 'outcomes', type: 'goods' }).find((part) => part.id === 'outcome');
    expect(asked?.needed).toBe(true);
    expect(Object.fromEntries((asked?.choices ?? []).map((c) => [c.code, PAPER_FORM[c.label][0]]))).toEqual(pack.choices.preserved);
  });
  it('is not asked where goods are only listed', () => expect(rowsOf({ id: 'goods', type: 'goods' }).map((part) => part.id)).not.toContain('outcome'));
});
