export { type Asking, type Creation, type Json, base64url, hasReader, keysWork, makeKey, useKey } from './webauthn';
