import './live.css';

export { Bus, atMostEvery } from './bus';
export { Clock, Connection } from './Clock';
export { CrewCard } from './CrewCard';
export { DayFigures } from './DayFigures';
export { Incidents } from './Incidents';
export { Toasts } from './Toasts';
export { LIVE } from './texts';
export type { Focus } from './layers';
