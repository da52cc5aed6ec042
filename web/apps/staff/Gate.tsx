import type { ReactNode } from 'react';
import { PEOPLE } from '@features/people';
import { useSession } from '@shared/api';
import { useTexts } from '@shared/i18n';
import { Empty } from '@shared/parts';
import { LoginPage } from './LoginPage';

/** Shows a face to those who have it, the sign-in to strangers, and says so to everybody else. */
export function Gate({ face, children }: { face: string; children: ReactNode }): ReactNode {
  const t = useTexts(PEOPLE);
  const { account, faces, second_factor: second } = useSession();
  if (account === null || second === 'required') return <LoginPage />;
  const [own] = faces;
  if (!faces.includes(face) && own !== undefined) return <Empty icon="shield" title={t('otherFace')}><a href={`/${own}`}>{t('ownFace')}</a></Empty>;
  if (!faces.includes(face)) return <Empty icon="shield" title={t('noFace')}><a href="/login">{t('signIn')}</a></Empty>;
  return children;
}
