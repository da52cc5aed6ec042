import type { ReactNode } from 'react';
import { useParams } from 'react-router';
import { PermitCard } from '@features/permits';

/** What the QR code on a permit's plate opens, for everybody. */
export default function PermitPage(): ReactNode {
  const { number = '' } = useParams();
  return <PermitCard number={number} />;
}
