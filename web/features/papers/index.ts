export { ProofCard } from './ProofCard';
export { SignaturePad } from './SignaturePad';
