export { Engine, EngineProblem, ENGINE_VERSION, engine } from './engine';
export { installOffline } from './install';
