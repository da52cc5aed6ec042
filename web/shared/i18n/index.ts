export * from './language';
export * from './texts';
export * from './format';
export * from './trade';
