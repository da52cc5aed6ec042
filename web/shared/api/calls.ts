// Every HTTP call of every face, once. Screens never write a path; the path says what is sent and what comes back.
import type * as C from './cases';
import type * as D from './devices';
import { type Query, download, fetchFile, get, post, put, upload } from './request';
import type { paths } from './schema';
import type * as T from './types';

type Json<C> = C extends { content: { 'application/json': infer Body } } ? Body : never;
type Answer<O> = O extends { responses: infer R } ? Json<R[(200 | 201) & keyof R]> : never;
type Sent<O> = O extends { requestBody: infer B } ? Json<B> : undefined;
type With<M extends string> = { [P in keyof paths]: paths[P] extends Record<M, object> ? P : never }[keyof paths];
type Names = Readonly<Record<string, string | number>>;

const named = (path: string, names: Names): string =>
  path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(names[name])));
const read = <P extends With<'get'>>(path: P, query: Query = {}, names: Names = {}): Promise<Answer<paths[P]['get']>> =>
  get(named(path, names), query);
const send = <P extends With<'post'>>(path: P, body: Sent<paths[P]['post']>, names: Names = {}): Promise<Answer<paths[P]['post']>> =>
  post(named(path, names), body ?? {});
const at = (p: T.Point, more: Query = {}): Query => ({ lng: p.lng, lat: p.lat, ...more });

export const api = {
  session: () => read('/api/session'),
  demoAccounts: () => read('/api/demo/accounts'),
  demoToken: (key: string) => send('/api/demo/token', { key }),

  placeAt: (p: T.Point) => read('/api/places/at', at(p)),
  placeSearch: (q: string) => read('/api/places/search', { q }),
  areas: (level: string) => read('/api/areas', { level }),

  photo: (file: File) => upload<T.Photo>('/api/photos', file),
  report: (body: T.NewReport) => send('/api/reports', body),
  guess: (text: string, p: T.Point | null) => read('/api/reports/guess', p === null ? { text } : at(p, { text })),
  follow: (body: { ticket: string; key: string; phone?: string }) => send('/api/reports/follow', body),
  near: (p: T.Point, radius = 800) => read('/api/reports/near', at(p, { radius })),
  track: (receipt: string, code: string) => read('/api/track/{receipt}', { code }, { receipt }),
  rate: (receipt: string, body: { code: string; score: number; text: string }) => send('/api/track/{receipt}/rating', body, { receipt }),
  lawful: (p: T.Point, radius = 1500) => read('/api/permits/lawful', at(p, { radius })),

  permits: () => read('/api/permits'),
  permit: (number: string) => read('/api/permits/{number}', {}, { number }),
  sensors: (filters: Query = {}) => read('/api/sensors', filters),
  sensor: (code: string) => read('/api/sensors/{code}', {}, { code }),
  sensorChart: (code: string, days: 1 | 7) => read('/api/sensors/{code}/chart', { days }, { code }),
  calibrateSensor: (code: string, body: Sent<paths['/api/sensors/{code}/calibrate']['post']>) => send('/api/sensors/{code}/calibrate', body, { code }),
  limitSensor: (code: string, body: Sent<paths['/api/sensors/{code}/limits']['post']>) => send('/api/sensors/{code}/limits', body, { code }),
  switchSensor: (code: string, body: Sent<paths['/api/sensors/{code}/switch']['post']>) => send('/api/sensors/{code}/switch', body, { code }),
  keptSensors: (filters: Query) => get<T.KeptSensors>('/api/manage/sensors', filters),
  paperProof: (code: string) => read('/api/papers/proof/{code}', {}, { code }),

  tickets: (filters: Query) => read('/api/tickets', filters),
  ticketCount: (filters: Query) => read('/api/tickets/count', filters),
  ticketExport: (filters: Query) => download('/api/tickets/export', filters),
  ticket: (no: string) => read('/api/tickets/{no}', {}, { no }),
  act: (no: string, action: string, body: T.StepInputs) => send('/api/tickets/{no}/actions/{action}', body, { no, action }),
  lanes: () => read('/api/tickets/lanes'),
  day: () => read('/api/command/day'),
  commandMap: () => read('/api/command/map'),
  conditions: (no: string) => read('/api/tickets/{no}/conditions', {}, { no }),
  incidents: () => read('/api/command/incidents'),
  settleIncident: (id: number, text: string) => send('/api/command/incidents/{incident_id}/settle', { text }, { incident_id: id }),
  crew: (id: string | number) => read('/api/command/crews/{crew_id}', {}, { crew_id: id }),
  organisations: (kind = '') => read('/api/organisations', { kind }),
  matters: () => read('/api/matters'),

  me: () => read('/api/field/me'),
  jobs: () => read('/api/field/jobs'),
  fieldEvents: (events: readonly T.FieldEvent[]) => send('/api/field/events', { events: [...events] }),
  positions: (fixes: readonly (T.Point & { at: string; accuracy_m: number })[]) => send('/api/field/positions', { fixes: [...fixes] }),
  shift: (body: { action: 'start' | 'break' | 'resume' | 'end'; key: string }) => send('/api/field/shift', body),
  calls: () => read('/api/field/incidents'),
  withdrawCall: (id: number) => send('/api/field/incidents/{incident_id}/withdraw', { text: '' }, { incident_id: id }),
  trouble: (body: T.Point & { key: string; text?: string }) => send('/api/field/trouble', body),

  fieldKit: <K>(device: string) => get<K>('/api/field/kit', { device }),
  fieldCases: <R>(device: string, items: readonly object[]) => post<{ results: R[] }>('/api/field/cases', { device, items }),

  bindPhone: (name: string, pin: string) => send('/api/field/bind', { name, pin }),
  unlockPhone: (token: string, pin: string) => send('/api/field/unlock', { token, pin }),
  phones: () => read('/api/field/phones'),
  unbindPhone: (device: number) => send('/api/field/phones/{device}/unbind', undefined, { device }),
  fingerprintOffer: (token: string, pin: string) => send('/api/field/fingerprint/offer', { token, pin }),
  addFingerprint: (token: string, credential: Record<string, unknown>) => send('/api/field/fingerprint', { token, credential }),
  fingerprintQuestion: (token: string) => send('/api/field/unlock/question', { token }),
  unlockByFingerprint: (token: string, credential: Record<string, unknown>) => send('/api/field/unlock/fingerprint', { token, credential }),
  linkJob: (token: string) => read('/api/links/{token}', {}, { token }),
  linkEvent: (token: string, event: T.FieldEvent) => send('/api/links/{token}/events', event, { token }),

  units: (filters: Query) => get<T.Units>('/api/manage/organisations', filters),
  staff: (filters: Query) => get<T.Staff>('/api/manage/staff', filters),
  managedCrews: (filters: Query) => get<T.ManagedCrews>('/api/manage/crews', filters),
  duties: (filters: Query) => get<T.Duties>('/api/manage/responsibilities', filters),
  conditionSheet: (filters: Query) => get<T.ConditionSheet>('/api/manage/conditions', filters),
  previewSheet: (sheet: string, file: File) => upload<T.SheetPreview>(`/api/manage/${sheet}/preview`, file),
  importSheet: (sheet: string, file: File) => upload<T.SheetPreview>(`/api/manage/${sheet}/import`, file),
  exportSheet: (sheet: string, filters: Query) => download(`/api/manage/${sheet}/export`, filters),
  sheetHistory: (sheet: string, before: number) => get<T.SheetHistory>(`/api/manage/${sheet}/history`, { before }),
  sheetRow: (sheet: string, key: string) => get<{ cells: Record<string, string> }>(`/api/manage/${sheet}/row`, { key }),
  keepRow: (sheet: string, cells: Readonly<Record<string, string>>, was: Readonly<Record<string, string>> | null) => post<T.SheetChange[]>(`/api/manage/${sheet}/row`, { cells, was }),
  newPassword: (number: string) => post<{ password: string }>(`/api/manage/staff/${encodeURIComponent(number)}/password`, {}),
  waysIn: (number: string) => read('/api/manage/staff/{number}/ways-in', {}, { number }),
  unbindPhoneOf: (number: string, device: number, reason: string) => send('/api/manage/staff/{number}/phones/{device}/unbind', { reason }, { number, device }),
  askReset: (number: string, reason: string) => send('/api/manage/staff/{number}/reset/ask', { reason }, { number }),
  refuseReset: (number: string, reason: string) => send('/api/manage/staff/{number}/reset/refuse', { reason }, { number }),
  confirmReset: (number: string) => send('/api/manage/staff/{number}/reset/confirm', undefined, { number }),
  lanesCompared: (filters: Query) => get<T.LaneList>('/api/manage/fast-lane', filters),
  setLane: (body: { codes: string[]; open: boolean | null; area: string }) => post<T.SheetChange[]>('/api/manage/fast-lane', body),
  backgroundJobs: (state: string) => get<T.BackgroundJobs>('/api/manage/jobs', { state }),
  retryJobs: (job: number) => post<{ retried: number }>(`/api/manage/jobs/retry?job=${job}`, {}),

  deadLetters: () => get<T.DeadLetterPage>('/api/manage/dead-letters', {}),
  retryLetter: (id: number) => post<{ taken: boolean }>(`/api/manage/dead-letters/${id}/retry`, {}),
  dropLetter: (id: number) => send('/api/manage/dead-letters/{letter}/drop', undefined, { letter: id }),

  messages: () => get<T.Inbox>('/api/messages'),
  readMessages: (up_to: number) => post<T.Inbox>('/api/messages/read', { up_to }),
  sentMessages: (filters: Query) => get<T.SentMessages>('/api/manage/messages', filters),
  retryMessage: (id: number) => post<{ retried: number }>(`/api/manage/messages/${id}/retry`, {}),

  waiting: (filters: Query) => get<T.WaitingPage>('/api/intake/waiting', filters),
  completeWaiting: (id: number, body: { matter: string; lng: number | null; lat: number | null; address: string }) => post<{ state: string }>(`/api/intake/waiting/${id}/complete`, body),
  rejectWaiting: (id: number, reason: string) => post<{ state: string }>(`/api/intake/waiting/${id}/reject`, { reason }),
  intakeCategories: () => get<T.IntakeCategories>('/api/intake/categories'),
  mapCategory: (category: string, matter: string) => post<T.IntakeCategories>('/api/intake/mappings', { category, matter }),
  forgetMapping: (category: string) => post<T.IntakeCategories>('/api/intake/mappings/forget', { category }),

  paperKinds: () => read('/api/papers/kinds'),
  paperPreview: (body: Sent<paths['/api/papers/preview']['post']>) => send('/api/papers/preview', body),
  paperPdf: (id: number) => download(`/api/case-papers/${id}.pdf`, {}),

  reviewDesk: (samples: boolean) => read('/api/sense/desk', { samples, limit: 30 }),
  reviewReasons: () => read('/api/sense/reasons'),
  acceptSeen: (observation_id: number) => send('/api/sense/observations/{observation_id}/accept', undefined, { observation_id }),
  rejectSeen: (observation_id: number, reason: string, note = '') => send('/api/sense/observations/{observation_id}/reject', { reason, note }, { observation_id }),
  auditSeen: (observation_id: number, right: boolean, reason = '') => send('/api/sense/observations/{observation_id}/audit', { right, reason }, { observation_id }),
  still: (observation_id: number, n: number) => download(named('/api/sense/observations/{observation_id}/stills/{n}', { observation_id, n }), {}),
  originalStill: (observation_id: number, still: number, reason: string) => fetchFile(`/api/sense/observations/${observation_id}/original`, { reason, still }),
  seenBy: (device: string, hours: number) => read('/api/sense/observations', { device, hours }),
  guards: (device: string) => read('/api/sense/guards', { device }),
  setGuard: (guard_id: number, body: Sent<paths['/api/sense/guards/{guard_id}']['post']>) => send('/api/sense/guards/{guard_id}', body, { guard_id }),
  senseDay: () => read('/api/sense/day'),

  cameras: (filters: Query) => read('/api/cameras', filters),
  camera: (code: string) => read('/api/cameras/{code}', {}, { code }),
  addCamera: (body: Sent<paths['/api/cameras']['post']>) => send('/api/cameras', body),
  changeCamera: (code: string, body: Sent<paths['/api/cameras']['post']>) => put<D.CameraFile>(named('/api/cameras/{code}', { code }), body),
  drawZones: (code: string, scene: D.SceneDoc) => put<D.CameraFile>(named('/api/cameras/{code}/scene', { code }), { scene }),
  switchCamera: (code: string, action: 'switch_off' | 'switch_on' | 'remove', reason: string) => send('/api/cameras/{code}/switch', { action, reason }, { code }),
  cameraPicture: (code: string) => download(named('/api/cameras/{code}/picture', { code }), {}),
  cameraOriginal: (code: string, reason: string) => fetchFile(named('/api/cameras/{code}/original', { code }), { reason }),
  cameraLooks: (code: string) => read('/api/cameras/{code}/looks', {}, { code }),
  lookNow: (code: string) => send('/api/cameras/{code}/look', undefined, { code }),
  tryZones: (code: string, scene: D.SceneDoc) => send('/api/cameras/{code}/try', { scene: scene as unknown as Record<string, never> }, { code }),
  upkeep: (filters: Query) => read('/api/upkeep', filters),
  endUpkeep: (order_id: number, how: 'repair' | 'dismiss', what: string) => post<D.UpkeepRow[]>(`/api/upkeep/${order_id}/${how}`, { what }),
  publishedCameras: () => read('/api/open/cameras'),

  evidence: (about: string) => read('/api/evidence', { about }),
  evidenceFile: (item_id: number) => read('/api/evidence/{item_id}', {}, { item_id }),
  addEvidence: (file: File, fields: Query) => upload<C.EvidenceRow>('/api/evidence', file, fields),
  originalOf: (item_id: number, reason: string) => fetchFile(`/api/evidence/${item_id}/original`, { reason }),
  evidenceBundle: (about: string, reason: string) => fetchFile('/api/evidence/bundle', { about, reason }),
  excludeEvidence: (item_id: number, reason: string) => send('/api/evidence/{item_id}/exclude', { reason }, { item_id }),
  readmitEvidence: (item_id: number, reason: string) => send('/api/evidence/{item_id}/readmit', { reason }, { item_id }),
  offerEvidence: (item_id: number) => send('/api/evidence/{item_id}/offer', undefined, { item_id }),
  offerGoods: (holding_id: number) => send('/api/holdings/{holding_id}/offer', undefined, { holding_id }),
  takeCustody: (code: string) => send('/api/custody/take', { code }),
  holdings: (about: string) => read('/api/holdings', { about }),
  extendHolding: (holding_id: number, reason: string) => send('/api/holdings/{holding_id}/extend', { reason }, { holding_id }),
  decideHolding: (holding_id: number, outcome: string[]) => send('/api/holdings/{holding_id}/decide', { outcome }, { holding_id }),

  desks: () => read('/api/cases/desks'),
  cases: (filters: Query) => read('/api/cases', filters),
  caseFile: (no: string) => get<C.CaseFile>(named('/api/cases/{no}', { no })),
  openCase: (body: Sent<paths['/api/cases']['post']>) => post<C.CaseFile>('/api/cases', body),
  amendCase: (no: string, body: Sent<paths['/api/cases/{no}/amend']['post']>) => post<C.CaseFile>(named('/api/cases/{no}/amend', { no }), body),
  composeStep: (no: string, body: C.StepBody) => post<C.Composed>(named('/api/cases/{no}/compose', { no }), body),
  composePaper: (no: string, body: C.FreePaper) => post<C.ComposedPaper>(named('/api/cases/{no}/papers/compose', { no }), body),
  makePaper: (no: string, body: C.FreePaper) => post<C.CaseFile>(named('/api/cases/{no}/papers', { no }), body),
  takeStep: (no: string, body: C.StepBody & { key: string }) => post<C.CaseFile>(named('/api/cases/{no}/steps', { no }), body),
  askStep: (no: string, body: C.StepBody & { key: string }) => post<C.Motion>(named('/api/cases/{no}/motions', { no }), body),
  touchQuestion: (motion: number) => get<C.TouchQuestion>(named('/api/motions/{motion}/touch', { motion })),
  grantMotion: (motion: number, key: string, touch: C.Touch | null = null) => post<C.CaseFile>(named('/api/motions/{motion}/grant', { motion }), { key, ...(touch === null ? {} : { touch }) }),
  returnMotion: (motion: number, reason: string) => send('/api/motions/{motion}/return', { reason }, { motion }),
  withdrawMotion: (motion: number) => send('/api/motions/{motion}/withdraw', undefined, { motion }),
  caseVolume: (no: string) => download(named('/api/cases/{no}/volume.pdf', { no }), {}),
  similarCases: (query: Query) => read('/api/cases/similar', query),
  caseSpread: (query: Query) => read('/api/cases/spread', query),
  caseStatistics: (query: Query) => read('/api/cases/statistics', query),
  overlookedCases: () => read('/api/cases/overlooked'),
  caseFormula: (body: { formula: string; first?: string; last?: string }) => send('/api/cases/formula', body),
  violations: (query: Query) => read('/api/cases/catalogue', query),

  story: () => read('/api/demo/story'),
  startStory: () => send('/api/demo/story/start', undefined),
  takeOver: (frame: 'citizen' | 'field' | 'command') => send('/api/demo/takeover', { frame }),
  holdPhone: (crew: string | number, held: boolean) => send('/api/demo/phones/{crew}', { held }, { crew }),
  check: () => send('/api/check', undefined),
  tamperHint: () => read('/api/demo/tamper-hint'),
} as const;
