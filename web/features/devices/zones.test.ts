import { describe, expect, it } from 'vitest';
import { addPoint, changeZone, closeZone, hoursText, movePoint, readHours, removeZone, sceneOf, startDrawing, toPicture } from './zones';

const PICTURE = { width: 640, height: 360 };

describe('drawing a zone', () => {
  it('adds points and closes at the first one', () => {
    let d = startDrawing({});
    expect([d.zones, d.chosen]).toEqual([[], -1]);
    for (const p of [[10, 10], [200, 12], [180, 150]] as [number, number][]) d = addPoint(d, p, 8);
    expect(d.open).toHaveLength(3);
    d = addPoint(d, [12, 14], 8);
    expect(d.open).toBeNull();
    expect(d.zones[0]?.polygon).toEqual([[10, 10], [200, 12], [180, 150]]);
    expect(d.chosen).toBe(0);
  });
  it('does not close two points, and names zones apart', () => {
    let d = addPoint(addPoint(startDrawing({}), [10, 10], 8), [11, 11], 8);
    expect(closeZone(d).zones).toEqual([]);
    d = closeZone(addPoint(d, [90, 90], 8));
    d = closeZone({ ...d, open: [[1, 1], [50, 1], [50, 50]] });
    expect(new Set(d.zones.map((z) => z.name)).size).toBe(2);
  });
  it('moves a point, changes a rule with its dwell, keeps the pre-alarm before it', () => {
    let d = closeZone({ zones: [], chosen: -1, open: [[1, 1], [50, 1], [50, 50]] });
    d = movePoint(d, 0, 1, [60, 2]);
    expect(d.zones[0]?.polygon[1]).toEqual([60, 2]);
    d = changeZone(d, 0, { rule: 'stall' });
    expect(d.zones[0]?.dwell_s).toBe(300);
    d = changeZone(d, 0, { dwell_s: 20 });
    expect(d.zones[0]?.pre_alarm_s).toBe(20);
    expect(removeZone(d, 0)).toEqual({ zones: [], chosen: -1, open: null });
  });
  it('turns a click into pixels of the picture and stays inside', () => {
    expect(toPicture(160, 90, { width: 320, height: 180 }, PICTURE)).toEqual([320, 180]);
    expect(toPicture(-5, 999, { width: 320, height: 180 }, PICTURE)).toEqual([0, 360]);
  });
  it('saves what the server reads', () => {
    const d = closeZone({ zones: [], chosen: -1, open: [[1, 1], [50, 1], [50, 50]] });
    const scene = sceneOf(changeZone(d, 0, { hours: [] }), { min_box_px: 12 }, PICTURE);
    expect([scene.width, scene.height, scene.fps, scene['min_box_px']]).toEqual([640, 360, 2, 12]);
    expect('hours' in (scene.zones[0] ?? {})).toBe(false);
  });
});

describe('hours', () => {
  it.each([['', []], ['7:00-22:00', [['07:00', '22:00']]], ['07:00-09:00，17:00–19:00', [['07:00', '09:00'], ['17:00', '19:00']]], ['22:00至06:00', [['22:00', '06:00']]]])('reads %s', (text, spans) => expect(readHours(text)).toEqual(spans));
  it.each(['7-9', '25:00-26:00', 'always', '07:00'])('refuses %s', (text) => expect(readHours(text)).toBeNull());
  it('writes them as they are read', () => expect(hoursText([['07:00', '09:00'], ['17:00', '19:00']])).toBe('07:00-09:00, 17:00-19:00'));
});
