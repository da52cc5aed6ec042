export { ProofCard } from './ProofCard';
