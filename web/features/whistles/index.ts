import './whistles.css';

export { Together } from './Together';
export { TicketWhistles } from './List';
export { WHISTLES } from './texts';
