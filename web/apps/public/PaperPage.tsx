import type { ReactNode } from 'react';
import { useParams } from 'react-router';
import { ProofCard } from '@features/papers';

/** What the QR code on an enforcement paper opens, for everybody. */
export default function PaperPage(): ReactNode {
  const { code = '' } = useParams();
  return <ProofCard code={code} />;
}
