import type { SceneDoc, XY, ZoneDoc } from '@shared/api';

/** Zones as the editor has them: whole pixels of the picture, one of them chosen, perhaps one half drawn. */
export type Drawing = { zones: ZoneDoc[]; chosen: number; open: XY[] | null };
const DWELL: Readonly<Record<string, number>> = { motor_parking: 180, stall: 300, pile: 300, ad: 0, garbage: 300 };
const SPAN = /^([01]?\d|2[0-4]):([0-5]\d)-([01]?\d|2[0-4]):([0-5]\d)$/;

export const startDrawing = (scene: Partial<SceneDoc>): Drawing => ({ zones: (scene.zones ?? []).map((z) => ({ ...z, polygon: z.polygon.map(whole) })), chosen: (scene.zones ?? []).length > 0 ? 0 : -1, open: null });
export const whole = ([x, y]: XY): XY => [Math.round(x), Math.round(y)];

/** A click that falls into the picture, in its pixels. `shown` is how large it stands on the screen. */
export function toPicture(x: number, y: number, shown: { width: number; height: number }, picture: { width: number; height: number }): XY {
  const clamp = (v: number, most: number): number => Math.min(Math.max(Math.round(v), 0), most);
  return [clamp((x / shown.width) * picture.width, picture.width), clamp((y / shown.height) * picture.height, picture.height)];
}

export const near = (a: XY, b: XY, within: number): boolean => Math.hypot(a[0] - b[0], a[1] - b[1]) <= within;

/** Add a point; near the first one it closes, when there are three. */
export function addPoint(drawing: Drawing, point: XY, within: number): Drawing {
  const open = drawing.open ?? [];
  const [first] = open;
  if (first !== undefined && open.length >= 3 && near(first, point, within)) return closeZone(drawing);
  return { ...drawing, open: [...open, point] };
}

export function closeZone(drawing: Drawing): Drawing {
  if (drawing.open === null || drawing.open.length < 3) return drawing;
  const taken = new Set(drawing.zones.map((z) => z.name));
  let n = drawing.zones.length + 1;
  while (taken.has(`区域${n}`)) n += 1;
  const zone: ZoneDoc = { name: `区域${n}`, rule: 'motor_parking', polygon: drawing.open, dwell_s: DWELL['motor_parking'] ?? 180, pre_alarm_s: 60 };
  return { zones: [...drawing.zones, zone], chosen: drawing.zones.length, open: null };
}

export const movePoint = (drawing: Drawing, zone: number, point: number, to: XY): Drawing => ({ ...drawing, zones: drawing.zones.map((z, i) => (i === zone ? { ...z, polygon: z.polygon.map((p, k) => (k === point ? to : p)) } : z)) });

export const changeZone = (drawing: Drawing, zone: number, changes: Partial<ZoneDoc>): Drawing => ({ ...drawing, zones: drawing.zones.map((z, i) => (i === zone ? fitted({ ...z, ...changes }, changes) : z)) });

/** Another rule brings its own usual dwell time; a pre-alarm is never later than the confirmation. */
function fitted(zone: ZoneDoc, changes: Partial<ZoneDoc>): ZoneDoc {
  const dwell_s = changes.rule !== undefined && changes.dwell_s === undefined ? DWELL[changes.rule] ?? zone.dwell_s : zone.dwell_s;
  return { ...zone, dwell_s, pre_alarm_s: Math.min(zone.pre_alarm_s, dwell_s) };
}

export const removeZone = (drawing: Drawing, zone: number): Drawing => ({ ...drawing, zones: drawing.zones.filter((_, i) => i !== zone), chosen: Math.min(drawing.chosen, drawing.zones.length - 2) });

/** "07:00-09:00, 17:00-19:00" → spans; null when it cannot be read. */
export function readHours(text: string): [string, string][] | null {
  const parts = text.split(/[,，、;；]/).map((p) => p.replace(/\s|至|~/g, (c) => (c.trim() === '' ? '' : '-')).replace(/[–—]/g, '-')).filter((p) => p !== '');
  const spans: [string, string][] = [];
  for (const part of parts) {
    const found = SPAN.exec(part);
    if (found === null) return null;
    const pad = (h: string, m: string): string => `${h.padStart(2, '0')}:${m}`;
    spans.push([pad(found[1] ?? '', found[2] ?? ''), pad(found[3] ?? '', found[4] ?? '')]);
  }
  return spans;
}

export const hoursText = (spans: readonly (readonly [string, string])[] | undefined): string => (spans ?? []).map((s) => s.join('-')).join(', ');

/** The document that is saved: hours only where there are some. */
export function sceneOf(drawing: Drawing, before: Partial<SceneDoc>, picture: { width: number; height: number }): SceneDoc {
  const zones = drawing.zones.map((z) => { const { hours, ...rest } = z; return hours !== undefined && hours.length > 0 ? { ...rest, hours } : rest; }) as ZoneDoc[];
  return { ...before, fps: before.fps ?? 2, width: picture.width, height: picture.height, zones };
}
