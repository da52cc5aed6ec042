export { Bell } from './Bell';
export { MESSAGES } from './texts';
