import { READY } from 'virtual:reader';
import type { Line, Read } from './reader.worker';

export type { Line } from './reader.worker';
/** Did whoever built these faces have the weights? Without them there is nothing to load. */
export const readerIsHere: boolean = READY;

/** The files of the reader are on neither side of the line: not on this phone yet, and no network to fetch them. */
export class NoReader extends Error {}

type Port = Pick<Worker, 'postMessage' | 'onmessage' | 'onerror'>;
type Answer = { lines: readonly Line[]; onSide: boolean };

/** Reads photos, one after the other; its worker and networks start with the first. */
export class Reader {
  private readonly waiting = new Map<number, { resolve: (answer: Answer) => void; reject: (error: Error) => void }>();
  private next = 1;
  /** Milliseconds: loading the networks, and the last photo. */
  readonly took = { load: 0, photo: 0 };

  constructor(private readonly port: Port) {
    port.onmessage = ({ data }: MessageEvent<Read>) => this.hear(data);
    port.onerror = () => this.hearAll('the reader did not start');
  }

  /** The lines of a photo that was turned by so many quarters; `onSide` and no lines when it lies on its side. */
  read(photo: Blob, turned: number): Promise<Answer> {
    const id = this.next++;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      this.port.postMessage({ id, photo, turned });
    });
  }

  private hear({ id, lines, onSide, ms, loadMs, broken }: Read): void {
    const one = this.waiting.get(id);
    this.waiting.delete(id);
    if (lines === undefined) return one?.reject(new NoReader(broken));
    Object.assign(this.took, { load: loadMs, photo: ms });
    one?.resolve({ lines, onSide: onSide ?? false });
  }

  private hearAll(why: string): void {
    this.waiting.forEach(({ reject }) => reject(new NoReader(why)));
    this.waiting.clear();
  }
}

let only: Reader | null = null;

/** The page's one reader; asking for it starts it. */
export function reader(): Reader {
  only ??= new Reader(new Worker(new URL('./reader.worker.ts', import.meta.url), { type: 'module', name: 'reader' }));
  return only;
}
