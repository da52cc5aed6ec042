export { api } from './calls';
export { Problem, asProblem, fallback, type Reason } from './problem';
export { setBearer, cookie, withQuery, type Query } from './request';
export { SessionProvider, useSession } from './session';
export { cityNow, useCityNow, useCitySpeed } from './clock';
export type * from './types';
export { newKey } from './keys';
export { kept, forgetKept, type Kept } from './kept';
