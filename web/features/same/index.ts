export { Same } from './Same';
export { SAME } from './texts';
