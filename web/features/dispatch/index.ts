import './dispatch.css';

export { Calls } from './Calls';
export { HoldBar } from './HoldBar';
export { JobList } from './JobList';
export { JobPage, fetchMap } from './JobPage';
export { QueueBar } from './QueueBar';
export { TroubleButton } from './TroubleButton';
export { QueueProvider, whereAmI } from './field';
export { DISPATCH } from './texts';
