import './cases.css';

export { CaseBar, CaseList } from './CaseBar';
export { CasePage } from './CasePage';
export { FieldCasesProvider, useFieldCases } from './cases';
export { NewCase } from './NewCase';
export { SPOT } from './texts';
