/** Made by vite.offline.ts: where the engine's files lie and under which version. */
declare module 'virtual:engine' {
  export const VERSION: string;
  export const BASE: string;
}
