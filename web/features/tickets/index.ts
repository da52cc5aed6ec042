import './tickets.css';

export { Lanes } from './Lanes';
export { TicketDrawer } from './TicketDrawer';
export { type Filters, readFilters, writeFilters } from './filters';
export { TICKETS } from './texts';
