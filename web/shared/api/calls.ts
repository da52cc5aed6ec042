// Every HTTP call of every face, once. Screens never write a path.
import { type Query, download, get, post, upload } from './request';
import type * as T from './types';

const at = (p: T.Point, more: Query = {}): Query => ({ lng: p.lng, lat: p.lat, ...more });

export const api = {
  session: () => get<T.Session>('/api/session'),
  demoAccounts: () => get<T.DemoAccount[]>('/api/demo/accounts'),
  demoToken: (key: string) => post<T.DemoToken>('/api/demo/token', { key }),

  placeAt: (p: T.Point) => get<T.PlaceAt>('/api/places/at', at(p)),
  placeSearch: (q: string) => get<T.PlaceFound[]>('/api/places/search', { q }),
  areas: (level: string) => get<T.Area[]>('/api/areas', { level }),

  photo: (file: File) => upload<T.Photo>('/api/photos', file),
  report: (body: T.NewReport) => post<T.ReportReceipt>('/api/reports', body),
  guess: (text: string, p: T.Point | null) => get<T.ReportGuess>('/api/reports/guess', p === null ? { text } : at(p, { text })),
  follow: (body: { ticket: string; key: string; phone?: string }) =>
    post<{ receipt: string; code: string; track_url: string }>('/api/reports/follow', body),
  near: (p: T.Point, radius = 800) => get<{ known: T.Known[] }>('/api/reports/near', at(p, { radius })),
  track: (receipt: string, code: string) => get<T.Track>(`/api/track/${encodeURIComponent(receipt)}`, { code }),
  rate: (receipt: string, body: { code: string; score: number; text: string }) =>
    post<unknown>(`/api/track/${encodeURIComponent(receipt)}/rating`, body),
  lawful: (p: T.Point, radius = 1500) => get<T.LawfulPlace[]>('/api/permits/lawful', at(p, { radius })),

  tickets: (filters: Query) => get<T.TicketPage>('/api/tickets', filters),
  ticketCount: (filters: Query) => get<{ count: number }>('/api/tickets/count', filters),
  ticketExport: (filters: Query) => download('/api/tickets/export', filters),
  ticket: (no: string) => get<T.Ticket>(`/api/tickets/${encodeURIComponent(no)}`),
  act: (no: string, action: string, body: Record<string, unknown>) =>
    post<T.Ticket>(`/api/tickets/${encodeURIComponent(no)}/actions/${action}`, body),
  lanes: () => get<{ lanes: T.Lane[] }>('/api/tickets/lanes'),
  day: () => get<T.Day>('/api/command/day'),
  commandMap: () => get<T.CommandMap>('/api/command/map'),
  conditions: (no: string) => get<T.Condition[]>(`/api/tickets/${encodeURIComponent(no)}/conditions`),
  incidents: () => get<T.Incident[]>('/api/command/incidents'),
  crew: (id: string | number) => get<T.CrewDetail>(`/api/command/crews/${encodeURIComponent(String(id))}`),
  organisations: (kind = '') => get<(T.Named & { kind: string })[]>('/api/organisations', { kind }),
  matters: () => get<T.Matter[]>('/api/matters'),

  me: () => get<T.FieldMe>('/api/field/me'),
  jobs: () => get<{ jobs: T.Job[] }>('/api/field/jobs'),
  fieldEvents: (events: readonly T.FieldEvent[]) => post<{ results: T.FieldResult[] }>('/api/field/events', { events }),
  positions: (fixes: readonly (T.Point & { at: string; accuracy_m: number })[]) =>
    post<{ accepted: number; sharing: boolean; note?: string }>('/api/field/positions', { fixes }),
  shift: (body: { action: string; key: string }) => post<T.FieldMe>('/api/field/shift', body),
  trouble: (body: T.Point & { key: string; text?: string }) => post<T.Trouble>('/api/field/trouble', body),

  bindPhone: (name: string, pin: string) => post<{ token: string }>('/api/field/bind', { name, pin }),
  unlockPhone: (token: string, pin: string) => post<{ token: string }>('/api/field/unlock', { token, pin }),
  linkJob: (token: string) => get<T.Job>(`/api/links/${encodeURIComponent(token)}`),
  linkEvent: (token: string, event: T.FieldEvent) => post<T.FieldResult>(`/api/links/${encodeURIComponent(token)}/events`, event),

  story: () => get<T.Story>('/api/demo/story'),
  startStory: () => post<T.Story>('/api/demo/story/start', {}),
  takeOver: (frame: 'citizen' | 'field' | 'command') => post<{ token?: string | null; url: string }>('/api/demo/takeover', { frame }),
  check: () => post<T.CheckResult>('/api/check', {}),
  tamperHint: () => get<T.TamperHint>('/api/demo/tamper-hint'),
} as const;
