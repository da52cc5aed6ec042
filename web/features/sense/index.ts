export { Review } from './Review';
export { SENSE } from './texts';
