import './manage.css';

export { People } from './People';
export { ConditionSheet, Crews, Duties, Units } from './Registers';
export { DeadLetters } from './DeadLetters';
export { FastLane } from './FastLane';
export { Jobs } from './Jobs';
export { Messages } from './Messages';
export { Sensors } from './Sensors';
export { MANAGE } from './texts';
