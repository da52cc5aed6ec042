import { describe, expect, it } from 'vitest';
import { type Slot, given, isDone, mayRefuse, slotsFor } from './signatures';

const NAME = [Array.from({ length: 12 }, (_, i): [number, number, number] => [i * 20, i * 5, i * 10])];
const slot = (over: Partial<Slot>): Slot => ({ role: 'party', name: '王某', certificate: '', how: 'glass', strokes: NAME, refused: '', ...over });

describe('places for signatures', () => {
  it('are those of the kind; two officers get two names', () => {
    const slots = slotsFor(['officer', 'officer', 'party'], { officer: [{ name: '甲', certificate: '1' }, { name: '乙', certificate: '2' }], party: [{ name: '王某', certificate: '' }] });
    expect(slots.map((s) => [s.role, s.name, s.certificate])).toEqual([['officer', '甲', '1'], ['officer', '乙', '2'], ['party', '王某', '']]);
  });
  it('stay empty for people we do not know', () => expect(slotsFor(['head'], {})[0]?.name).toBe(''));
  it.each([
    ['signed on glass', slot({}), true], ['a dash on glass', slot({ strokes: [] }), false], ['a trace without a name', slot({ name: ' ' }), false],
    ['on the printed paper', slot({ how: 'hand', strokes: [], name: '' }), true], ['refused, and why', slot({ how: 'refused', refused: '拒不签字，见证人李某在场' }), true], ['refused without a word', slot({ how: 'refused' }), false],
  ] as const)('%s', (_, one, done) => expect(isDone(one)).toBe(done));
  it('an officer never refuses', () => expect(['officer', 'party', 'receiver'].map(mayRefuse)).toEqual([false, true, true]));
});

describe('what is sent', () => {
  it('holds traces, refusals with their words, and roles by hand once', () => {
    const sent = given([slot({}), slot({ role: 'receiver', how: 'refused', refused: ' 拒签 ' }), slot({ role: 'officer', how: 'hand' }), slot({ role: 'officer', how: 'hand' })]);
    expect(sent.by_hand).toEqual(['officer']);
    expect(sent.signatures).toEqual([
      { role: 'party', name: '王某', certificate: '', strokes: NAME },
      { role: 'receiver', name: '王某', certificate: '', refused: '拒签' },
    ]);
  });
});
