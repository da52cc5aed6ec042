export { CASES } from './texts';
