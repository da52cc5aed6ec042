import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useEffect, useState } from 'react';

type Props = { name: readonly (string | number)[]; load: () => Promise<Blob>; alt: string; again?: number; empty?: string; className?: string };

/** A camera's picture, fetched by whoever is signed in; the old one stays until the new one is there. */
export function Picture({ name, load, alt, again, empty = '', className = '' }: Props): ReactNode {
  const query = useQuery({ queryKey: ['picture', ...name], queryFn: load, retry: false, staleTime: again ?? Infinity, ...(again === undefined ? {} : { refetchInterval: again }) });
  const [url, setUrl] = useState('');
  useEffect(() => {
    if (query.data === undefined) return undefined;
    const made = URL.createObjectURL(query.data);
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [query.data]);
  return url !== '' ? <img src={url} alt={alt} className={className} /> : <div className={`no-picture ${className}`}>{query.isError ? empty : ''}</div>;
}
