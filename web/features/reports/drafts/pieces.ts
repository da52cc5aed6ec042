import { type HalfUpload, type Photo, Problem } from '@shared/api';

/** What the server offers for a large file. */
export type PieceDoors = {
  begin: (size: number) => Promise<HalfUpload>; state: (id: string) => Promise<HalfUpload>;
  add: (id: string, offset: number, piece: Blob) => Promise<HalfUpload>; finish: (id: string) => Promise<Photo>;
};
type Memory = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;
export const PIECE = 1024 * 1024; // a few seconds on slow 4G: so much is lost at most

const statusOf = (error: unknown): number => (error instanceof Problem ? error.status : 0);

/** Sends a large file from where it came last time, also after the browser was closed. What the server refuses is thrown and begun anew next time. */
export async function sendInPieces(file: Blob, name: string, doors: PieceDoors, memory: Memory = localStorage): Promise<Photo> {
  const key = `zhicheng.upload.${name}`;
  let half = await known(memory.getItem(key), file.size, doors) ?? await doors.begin(file.size);
  memory.setItem(key, half.id);
  try {
    while (half.offset < file.size) half = await next(half, file, doors);
    const photo = await doors.finish(half.id);
    memory.removeItem(key);
    return photo;
  } catch (error) {
    if (statusOf(error) >= 400 && statusOf(error) < 500) memory.removeItem(key);
    throw error;
  }
}

/** A half upload of this file that the server still has. */
async function known(id: string | null, size: number, doors: PieceDoors): Promise<HalfUpload | null> {
  if (id === null) return null;
  try {
    const half = await doors.state(id);
    return half.size === size ? half : null;
  } catch (error) {
    if (statusOf(error) === 404) return null; // a day has passed
    throw error;
  }
}

/** One piece; where its answer was lost the server says how far it really came. */
async function next(half: HalfUpload, file: Blob, doors: PieceDoors): Promise<HalfUpload> {
  try {
    return await doors.add(half.id, half.offset, file.slice(half.offset, half.offset + PIECE));
  } catch (error) {
    if (statusOf(error) === 409) return doors.state(half.id);
    throw error;
  }
}
