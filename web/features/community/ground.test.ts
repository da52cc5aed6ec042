import { describe, expect, it } from 'vitest';
import { NOTHING, closed, groundOf, isArea, tapped, turned, undone } from './ground';

const P = { lng: 117.1, lat: 32.1 };
const Q = { lng: 117.2, lat: 32.1 };
const R = { lng: 117.2, lat: 32.2 };

describe('a duty area', () => {
  const three = [P, Q, R].reduce(tapped, NOTHING);

  it('grows by a corner with each tap and loses the last one again', () => {
    expect(three.corners).toEqual([[117.1, 32.1], [117.2, 32.1], [117.2, 32.2]]);
    expect(undone(three).corners).toEqual([[117.1, 32.1], [117.2, 32.1]]);
    expect(undone(NOTHING).corners).toEqual([]);
  });

  it('is one from three corners on', () => {
    expect(isArea(undone(three))).toBe(false);
    expect(isArea(three)).toBe(true);
  });

  it('moves its middle with each tap where it is a circle', () => {
    const round = [P, Q].reduce(tapped, turned(three, 'circle'));
    expect([round.corners, round.at]).toEqual([[], Q]);
    expect(isArea(round)).toBe(true);
    expect(isArea({ ...round, radius: 0 })).toBe(false);
  });

  it('takes no tap where cells are chosen from a list', () => {
    const listed = turned(three, 'cells');
    expect(tapped(listed, P)).toEqual(listed);
    expect([isArea(listed), isArea({ ...listed, cells: ['x'] })]).toEqual([false, true]);
  });

  it('sends only what belongs to the way in which it was drawn', () => {
    expect(groundOf(three)).toEqual({ polygon: [[117.1, 32.1], [117.2, 32.1], [117.2, 32.2]], cells: [], lng: null, lat: null, radius: 0 });
    expect(groundOf(tapped(turned(three, 'circle'), P))).toEqual({ polygon: [], cells: [], ...P, radius: 100 });
    expect(groundOf({ ...NOTHING, way: 'cells', cells: ['a'] })).toEqual({ polygon: [], cells: ['a'], lng: null, lat: null, radius: 0 });
  });

  it('ends where it begins', () => expect(closed([[1, 2], [3, 4], [5, 6]])).toEqual([[1, 2], [3, 4], [5, 6], [1, 2]]));
});
