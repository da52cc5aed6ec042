import { useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Login } from '@features/people';
import { type Session, api, useSession } from '@shared/api';

const FACES: Readonly<Record<string, string>> = { command: '/command', field: '/field' };

const firstFace = (session: Session): string => FACES[session.faces[0] ?? ''] ?? '/login';

export function LoginPage(): ReactNode {
  const { second_factor: second } = useSession();
  const client = useQueryClient();
  const done = async (): Promise<void> => {
    client.clear();
    // A whole new page: the session cookie is now another person's, and nothing read before may be shown to them.
    const face = location.pathname === '/login' ? firstFace(await api.session()) : location.pathname;
    location.assign(face);
  };
  return <Login required={second === 'required'} onDone={() => void done()} />;
}
