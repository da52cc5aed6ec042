import './sensors.css';

export { AlarmSeen } from './AlarmSeen';
export { SensorCard } from './SensorCard';
export { SensorList } from './SensorList';
export { SensorPage } from './SensorPage';
export { DARK } from './chart';
export { SENSORS, SENSOR_KINDS, SENSOR_STATES } from './texts';
