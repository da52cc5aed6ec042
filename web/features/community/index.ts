export { NeighbourhoodOffice } from './Office';
export { OFFICE } from './texts';
