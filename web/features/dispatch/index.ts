import './dispatch.css';

export { JobList } from './JobList';
export { JobPage } from './JobPage';
export { QueueBar } from './QueueBar';
export { TroubleButton } from './TroubleButton';
export { QueueProvider, whereAmI } from './field';
export { DISPATCH } from './texts';
