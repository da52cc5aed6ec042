import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { Clock } from '@features/live';
import { Bell } from '@features/messages';
import { AccountMenu } from '@features/people';
import { useSession } from '@shared/api';
import { Brand, Icon, Switches } from '@shared/parts';

/** The head of the command centre's further pages: the way back, what this is, who is here. */
export function SideHead({ title, back, hint }: { title: string; back: string; hint?: string }): ReactNode {
  const { demo } = useSession();
  return (
    <header className="command-head">
      <Brand {...(demo ? { href: '/demo' } : {})} /><nav><Link to="/command"><Icon name="back" />{back}</Link></nav><strong className="intake-title">{title}</strong>{hint !== undefined && <span className="intake-keys">{hint}</span>}
      <span className="grow" /><Clock /><Bell /><Switches /><AccountMenu />
    </header>
  );
}
