/** Made by vite.reader.ts: where the reader's files lie, and whether they were there when the faces were built. */
declare module 'virtual:reader' {
  export const BASE: string;
  export const READY: boolean;
}
