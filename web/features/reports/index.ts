import './reports.css';

export { ReportForm, type Sent } from './ReportForm';
export { Receipt } from './Receipt';
export { TrackPage } from './TrackPage';
export { myReports, remember, type Mine } from './mine';
export { REPORTS } from './texts';
