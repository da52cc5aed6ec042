export { Cameras } from './Cameras';
export { CameraPage } from './CameraPage';
export { DEVICES } from './texts';
