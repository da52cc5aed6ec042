import { useEffect, useSyncExternalStore } from 'react';
import { api } from '@shared/api';
import { Outbox, type OutboxState } from './outbox';
import { myReports, remember } from '../mine';
import { PIECE, sendInPieces } from './pieces';
import { openDrafts } from './store';

const RETRY_MS = 8_000;

/** Two pages of one browser do not send the same picture twice at once; where there are no locks, the key of the report still holds. */
const alone = async (work: () => Promise<void>): Promise<void> => {
  if (!('locks' in navigator)) return work();
  await navigator.locks.request('zhicheng-outbox', { ifAvailable: true }, (lock) => (lock === null ? undefined : work()));
};

/** A report that went out by itself stands among my reports like any other. */
function rememberSent(box: Outbox): void {
  const known = new Set(myReports().map((m) => m.receipt));
  for (const d of box.current().drafts) {
    if (d.state === 'sent' && !known.has(d.receipt)) remember({ receipt: d.receipt, code: d.code, title: d.title, at: new Date().toISOString() });
  }
}

let opened: Promise<Outbox> | null = null;

/** This browser's one outbox. It runs as long as the page does: sends when the network is back, and every few seconds as long as something waits. */
export function outbox(): Promise<Outbox> {
  opened ??= openDrafts().then(async (store) => {
    const made = new Outbox(store, { photo: (file, shot) => (file.size > PIECE ? sendInPieces(file, shot.id, { begin: api.beginUpload, state: api.uploadState, add: api.addPiece, finish: api.finishUpload }) : api.photo(file)), report: api.report, alone });
    made.subscribe(() => rememberSent(made));
    await made.refresh();
    const again = (): void => { if (made.current().drafts.some((d) => d.state === 'waiting')) void made.flush(); };
    window.addEventListener('online', again);
    setInterval(again, RETRY_MS);
    again();
    return made;
  });
  return opened;
}

export function useOutboxState(box: Outbox): OutboxState {
  useEffect(() => { void box.refresh(); }, [box]);
  return useSyncExternalStore(box.subscribe, box.current);
}
