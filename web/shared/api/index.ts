export { api } from './calls';
export { Problem, asProblem, type Reason } from './problem';
export { setBearer, cookie, withQuery, type Query } from './request';
export { LiveStream, type LiveHandlers, type LiveState } from './live';
export { SessionProvider, useSession, useCityNow, useLive, cityTime } from './session';
export type * from './types';
export { newKey } from './keys';
