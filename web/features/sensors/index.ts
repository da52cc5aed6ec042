import './sensors.css';

export { SensorCard } from './SensorCard';
export { SensorList } from './SensorList';
export { SensorPage } from './SensorPage';
export { SENSORS, SENSOR_KINDS, SENSOR_STATES } from './texts';
