export { api } from './calls';
export { Problem, asProblem, type Reason } from './problem';
export { setBearer, cookie, withQuery, type Query } from './request';
export { SessionProvider, useSession, useCityNow, cityTime } from './session';
export type * from './types';
export { newKey } from './keys';
