export { Hotline } from './Hotline';
export { HOTLINE } from './texts';
