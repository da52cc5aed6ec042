import { useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useNavigate } from 'react-router';
import { Login, SecondFactor } from '@features/people';
import { type Session, api, useSession } from '@shared/api';

const FACES: Readonly<Record<string, string>> = { command: '/command', field: '/field', manage: '/manage', office: '/office' };

export const firstFace = (session: Session): string => FACES[session.faces[0] ?? ''] ?? '/login';

export function LoginPage(): ReactNode {
  const { account, second_factor: second } = useSession();
  const client = useQueryClient();
  const go = useNavigate();
  const done = async (): Promise<void> => {
    client.clear();
    // A whole new page: the session cookie is now another person's, and nothing read before may be shown to them.
    const face = location.pathname === '/login' ? firstFace(await api.session()) : location.pathname + location.search; // a list that was shared keeps its filters
    location.assign(face);
  };
  // A bound phone's token lives in memory, so this page stays and reads the session again.
  const unlocked = (): void => {
    void go('/field');
    void client.resetQueries(); // clear() would leave the session's reader with what it had
  };
  if (account !== null && second === 'required') return <SecondFactor onDone={() => void done()} />;
  return <Login onDone={() => void done()} onUnlocked={unlocked} />;
}
