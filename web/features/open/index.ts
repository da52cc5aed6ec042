export { DESK } from './deskTexts';
