import type { Point } from '@shared/api';

const METRES_PER_DEGREE = 111_320;
const CORNERS = 48;

/** A closed ring round a point, [lng, lat] corners; good to a per cent for the few hundred metres of a duty area. */
export function circle(at: Point, radius: number): [number, number][] {
  const up = radius / METRES_PER_DEGREE;
  const across = up / Math.cos((at.lat * Math.PI) / 180);
  return Array.from({ length: CORNERS + 1 }, (_, i) => {
    const turn = ((i % CORNERS) / CORNERS) * 2 * Math.PI;
    return [at.lng + across * Math.cos(turn), at.lat + up * Math.sin(turn)];
  });
}
