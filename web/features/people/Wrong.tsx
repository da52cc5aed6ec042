import type { ReactNode } from 'react';
import { Icon } from '@shared/parts';

/** What was wrong with the last try. */
export const Wrong = ({ text }: { text: string | null }): ReactNode => (text === null ? null : <p className="notice error" role="alert"><Icon name="alarm" />{text}</p>);
