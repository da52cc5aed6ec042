export { Social } from './Social';
export { SOCIAL } from './texts';
