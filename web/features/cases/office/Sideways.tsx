import { type ReactNode, useEffect, useRef } from 'react';

/** A table that may be wider or longer than its place: keys scroll it too, so the part that scrolls takes focus. */
export function Sideways({ label, children }: { label: string; children: ReactNode }): ReactNode {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    for (const part of box.current?.querySelectorAll('.ant-table-content, .ant-table-body') ?? []) {
      part.setAttribute('tabindex', '0');
      part.setAttribute('role', 'region');
      part.setAttribute('aria-label', label);
    }
  });
  return <div ref={box}>{children}</div>;
}
