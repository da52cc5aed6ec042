/** CSS class of the sign in lists, the same shapes as on the map: a triangle rings, a square needs somebody, a disc is well, a ring is off. */
const SHAPES: Readonly<Record<string, string>> = { alarm: 'triangle', suspected: 'triangle', silent: 'square', trouble: 'square', good: 'disc', unseen: 'ring', off: 'ring' };
export const shapeOf = (status: string): string => SHAPES[status] ?? 'ring';
