import type { Point } from '../api';

type Track = { from: Point; to: Point; start: number; length: number };

/**
 * Positions arrive about every second; a crew glides from one fix to the next in the time the last two fixes were apart.
 * A jump of more than half a kilometre is shown as a jump: gliding there would be a movement that nobody made.
 */
export class Tracks {
  private tracks = new Map<string, Track>();

  constructor(private readonly defaultMs = 1_000, private readonly maxMs = 4_000, private readonly jumpDegrees = 0.005) {}

  put(id: string, to: Point, now: number): void {
    const old = this.tracks.get(id);
    const from = old === undefined ? to : this.at(id, now) ?? to;
    const far = Math.abs(from.lng - to.lng) > this.jumpDegrees || Math.abs(from.lat - to.lat) > this.jumpDegrees;
    const length = old === undefined ? this.defaultMs : Math.min(this.maxMs, Math.max(200, now - old.start));
    this.tracks.set(id, { from: far ? to : from, to, start: now, length });
  }

  at(id: string, now: number): Point | null {
    const track = this.tracks.get(id);
    if (track === undefined) return null;
    const share = Math.min(1, Math.max(0, (now - track.start) / track.length));
    return {
      lng: track.from.lng + (track.to.lng - track.from.lng) * share,
      lat: track.from.lat + (track.to.lat - track.from.lat) * share,
    };
  }

  moving(now: number): boolean {
    for (const t of this.tracks.values()) if (now < t.start + t.length && (t.from.lng !== t.to.lng || t.from.lat !== t.to.lat)) return true;
    return false;
  }

  keepOnly(ids: ReadonlySet<string>): void {
    for (const id of this.tracks.keys()) if (!ids.has(id)) this.tracks.delete(id);
  }
}
