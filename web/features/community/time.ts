/** `2026-09-16T10:00` of a form, meant in China. */
export const inChina = (local: string): string => (local === '' ? '' : `${local}:00+08:00`);
