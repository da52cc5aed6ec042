export { PREFIX, eraseSent, openLog } from './erase';
export { type Sealed, makeKey, open, openBytes, seal, sealBytes } from './seal';
