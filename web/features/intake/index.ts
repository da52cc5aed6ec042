import './intake.css';

export { Queue } from './Queue';
export { INTAKE } from './texts';
