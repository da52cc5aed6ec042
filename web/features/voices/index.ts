export { VoiceDesk } from './Desk';
export { VOICES } from './texts';
