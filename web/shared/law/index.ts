export { Article } from './Article';
export { cite } from './cite';
