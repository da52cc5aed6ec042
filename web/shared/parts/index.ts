export * from './parts';
export { Icon, Mark, type IconName } from './icons';
export { Dictate, ReadAloud } from './speech';
export { LongPress } from './LongPress';
export { startPage } from './Page';
export { Boundary } from './Boundary';
