export { EvidencePanel } from './EvidencePanel';
export { Holdings } from './Holdings';
