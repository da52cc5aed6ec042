import { describe, expect, it } from 'vitest';
import { type Reads, partyOf, photographed, readCard, rowsOf } from './idCard';

type Placed = Parameters<typeof readCard>[0][number];
const at = (text: string, x: number, y: number, width = 40 * text.length, height = 40, angle = 0): Placed => ({ text, x: x + width / 2, y, width, height, angle });
/** Nobody's: 99 is no province. Woman, 7 March 1990. */
const NUMBER = '990101199003070023';
const card = (change: Partial<Record<'name' | 'sex' | 'born' | 'address' | 'more' | 'number', string>> = {}): Placed[] => [
  at(`姓名${change.name ?? '示例甲'}`, 50, 80), at(`性别${change.sex ?? '女'}`, 50, 150), at('民族汉', 260, 152), at(`出生${change.born ?? '1990年3月7日'}`, 50, 220),
  at(`住址${change.address ?? '示例市示例区示范路'}`, 50, 300), at(change.more ?? '1号2幢303室', 140, 350), at('公民身份号码', 50, 520), at(change.number ?? NUMBER, 350, 522),
].filter((l) => l.text !== '');
const turned = (lines: readonly Placed[], angle: number): Placed[] => lines.map((l) => ({ ...l, x: l.x * Math.cos(angle) - l.y * Math.sin(angle), y: l.x * Math.sin(angle) + l.y * Math.cos(angle), angle }));

describe('the front of an identity card', () => {
  it('is read whole and taken without asking when all of it agrees', () => {
    expect(readCard(card())).toEqual({ card: { name: '示例甲', id_no: NUMBER, sex: '女', born: '1990-03-07', address: '示例市示例区示范路1号2幢303室' }, doubts: [], sure: true });
  });
  it.each([-0.2, -0.05, 0.1, 0.25])('is read when it is tilted by %f', (angle) => expect(readCard(turned(card(), angle))?.sure).toBe(true));
  it.each([
    ['a wrong check digit', { number: '990101199003070022' }, ['number']],
    ['a number that is cut off', { number: '99010119900307002' }, ['number']],
    ['no number at all', { number: '' }, ['number']],
    ['another birthday than the number’s', { born: '1990年3月8日' }, ['born']],
    ['a birthday that was not read', { born: '' }, ['born']],
    ['another sex than the number’s', { sex: '男' }, ['sex']],
    ['a sex that was not read', { sex: '' }, ['sex']],
    ['a name with a digit in it', { name: '示例1' }, ['name']],
    ['a name that was not read', { name: '' }, ['name']],
    ['an address that was not read', { address: '', more: '' }, ['address']],
    ['birthday and sex of somebody else', { born: '1991年1月1日', sex: '男' }, ['born', 'sex']],
  ] as const)('is asked about: %s', (_, change, doubts) => {
    const found = readCard(card(change));
    expect([found?.sure, found?.doubts]).toEqual([false, doubts]);
  });
  it.each([
    ['letters for digits', '99010119900307OO23'], ['blanks within', '990101 19900307 0023'], ['a one like a letter', '990l0ll99003070023'],
  ])('mends the number: %s', (_, number) => expect(readCard(card({ number }))?.card.id_no).toBe(NUMBER));
  it('does not read a letter of a name as a digit', () => expect(readCard(card({ name: '示例IO' }))?.card.name).toBe('示例IO'));
  it('keeps the X of a check digit', () => {
    const found = readCard(card({ number: '33010619880315123x', born: '1988年3月15日', sex: '男' }));
    expect([found?.card.id_no, found?.sure]).toEqual(['33010619880315123X', true]);
  });
  it('takes labels with blanks in between', () => expect(readCard(card().map((l) => ({ ...l, text: l.text.replace('姓名', '姓 名 ').replace('住址', '住 址') })))?.sure).toBe(true));
  it('does not take the nation of the Han for a man or a woman', () => expect(readCard(card({ sex: '' }))?.card.sex).toBe(''));
  it.each([[[]], [[at('西湖超市', 0, 0), at('营业时间 8:00', 0, 60)]]])('is nothing on another photo', (lines) => expect(readCard(lines)).toBeNull());
});

describe('rows', () => {
  it('join what stands side by side, left to right, and nothing above or below', () => {
    expect(rowsOf([at('汉', 400, 103), at('性别男', 0, 100), at('姓名甲', 0, 0)])).toEqual([['姓名甲'], ['性别男', '汉']]);
  });
  it('of nothing are none', () => expect(rowsOf([])).toEqual([]));
});

describe('a party out of a card', () => {
  it('has sex and birthday from the number, as a typed one has', () => expect(partyOf(readCard(card())?.card ?? never())).toEqual({ kind: 'citizen', name: '示例甲', id_no: NUMBER, sex: '女', born: '1990-03-07', address: '示例市示例区示范路1号2幢303室' }));
  it.each([{ number: '' }, { name: '' }])('is none without a number or a name: %o', (change) => expect(partyOf(readCard(card(change))?.card ?? never())).toBeNull());
});
const never = (): never => { throw new Error('no card'); };

describe('a photo', () => {
  /** A reader that sees the card only when it is turned so, and its side where lines stand upright. */
  const sees = (right: number, lines = card()): { read: Reads; tried: number[] } => {
    const tried: number[] = [];
    return { tried, read: (_, t) => { tried.push(t); return Promise.resolve({ lines: t === right ? lines : [], onSide: (t + right) % 2 === 1 }); } };
  };
  it.each([[0, [0]], [1, [0, 1]], [3, [0, 1, 3]], [2, [0, 2]]])('that lies turned by %d quarters is read, in few tries', async (right, tries) => {
    const { read, tried } = sees(right);
    expect((await photographed(new Blob(), read))?.sure).toBe(true);
    expect(tried).toEqual(tries);
  });
  it('gives the best of what was read when nothing agrees', async () => {
    const read: Reads = (_, t) => Promise.resolve({ lines: t === 0 ? card({ number: '', address: '', more: '' }) : card({ sex: '男' }), onSide: false });
    expect((await photographed(new Blob(), read))?.doubts).toEqual(['sex']);
  });
  it('of something else is no card', async () => expect(await photographed(new Blob(), sees(0, []).read)).toBeNull());
  it('tells of a reader that is not there', async () => expect(photographed(new Blob(), () => Promise.reject(new Error('no reader')))).rejects.toThrow('no reader'));
});
