import './reports.css';

export { type Sent, type Start } from './ReportForm';
export { type Draft } from './drafts/draft';
export { myReports, remember, type Mine } from './mine';
export { REPORTS } from './texts';
