import './people.css';

export { AccountMenu } from './AccountMenu';
export { Login } from './Login';
export { BindPhone } from './Pin';
export { SecondFactor } from './SecondFactor';
export { Security } from './Security';
export { Shift } from './Shift';
export { Today } from './Today';
export { signOut } from './signIn';
export { PEOPLE } from './texts';
