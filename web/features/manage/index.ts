import './manage.css';

export { People } from './People';
export { ConditionSheet, Crews, Duties, Units } from './Registers';
export { Classifier } from './Classifier';
export { DeadLetters } from './DeadLetters';
export { Platforms } from './Platforms';
export { FastLane } from './FastLane';
export { Jobs } from './Jobs';
export { Messages } from './Messages';
export { Sensors } from './Sensors';
export { MANAGE } from './texts';
