import type { Point } from '@shared/api';

export type Corner = readonly [number, number];
export type Way = 'draw' | 'circle' | 'cells';
/** What is drawn so far, whichever way: corners, a middle with its radius, or cells of a list. */
export type Drawn = { way: Way; corners: readonly Corner[]; at: Point | null; radius: number; cells: readonly string[] };
export const NOTHING: Drawn = { way: 'draw', corners: [], at: null, radius: 100, cells: [] };

/** A ring ends where it begins. */
export const closed = (corners: readonly Corner[]): [number, number][] => [...corners, ...corners.slice(0, 1)].map(([x, y]) => [x, y]);

/** One tap: another corner, or the middle of the circle. */
export const tapped = (drawn: Drawn, p: Point): Drawn =>
  drawn.way === 'circle' ? { ...drawn, at: p } : drawn.way === 'draw' ? { ...drawn, corners: [...drawn.corners, [p.lng, p.lat]] } : drawn;

export const undone = (drawn: Drawn): Drawn => ({ ...drawn, corners: drawn.corners.slice(0, -1) });

/** Another way begins anew; only the radius stays. */
export const turned = (drawn: Drawn, way: Way): Drawn => ({ ...NOTHING, way, radius: drawn.radius });

/** Enough to be looked at? */
export const isArea = (drawn: Drawn): boolean =>
  drawn.way === 'draw' ? drawn.corners.length > 2 : drawn.way === 'circle' ? drawn.at !== null && drawn.radius > 0 : drawn.cells.length > 0;

type Sent = { polygon: number[][]; cells: string[]; lng: number | null; lat: number | null; radius: number };

/** As the server takes it. */
export const groundOf = ({ way, corners, at, radius, cells }: Drawn): Sent => ({
  polygon: way === 'draw' ? corners.map((c) => [...c]) : [],
  cells: way === 'cells' ? [...cells] : [],
  lng: way === 'circle' ? at?.lng ?? null : null,
  lat: way === 'circle' ? at?.lat ?? null : null,
  radius: way === 'circle' ? radius : 0,
});
