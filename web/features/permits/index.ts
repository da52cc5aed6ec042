export { CheckPermit } from './CheckPermit';
export { PermitCard } from './PermitCard';
export { PERMITS, PERMIT_KINDS } from './texts';
