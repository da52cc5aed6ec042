import './cases.css';

export { Desks } from './Desks';
export { CaseList } from './CaseList';
export { CasePage, type CaseParts } from './CasePage';
export { StepPage, type Composer } from './StepPage';
export { FreePaper } from './FreePaper';
export { Archive, Hearings, Panel } from './Boards';
export { Insight } from './Insight';
export { NewCase } from './NewCase';
