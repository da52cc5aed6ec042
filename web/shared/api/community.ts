// Calls of the neighbourhood's pages; apart from the others, so that the citizen's first page does not carry them.
import { type Sent, named, read, send } from './calls';
import { type Query, download, get, put } from './request';
import type { components, paths } from './schema';

type Shapes = components['schemas'];
export type ResidentView = Shapes['ResidentView'];
export type Catalogue = Shapes['Catalogue'];
export type RewardView = Shapes['RewardView'];
export type OpenDayView = Shapes['OpenDayView'];
export type OpenDayFile = Shapes['OpenDayFile'];
export type AreaTable = Shapes['AreaTable'];
export type ItemView = Shapes['ItemView'];
export type MeetingRow = Shapes['MeetingRow'];
export type MeetingFile = Shapes['MeetingFile'];
export type ResolutionView = Shapes['ResolutionView'];
export type DutyPage = Shapes['DutyPage'];
export type LiaisonView = Shapes['LiaisonView'];
export type DiaryView = Shapes['DiaryView'];
export type FirmView = Shapes['FirmView'];
export type FirmLink = Shapes['FirmLink'];
export type FirmIn = Shapes['FirmIn'];
export type OfferView = Shapes['OfferView'];
export type VolunteerPage = Shapes['VolunteerPage'];
export type VolunteerDesk = Shapes['VolunteerDesk'];
export type VolunteerView = Shapes['VolunteerView'];
export type ErrandView = Shapes['ErrandView'];
export type StintView = Shapes['StintView'];
export type TaskView = Shapes['TaskView'];
export type FirmRate = Shapes['FirmRate'];
export type TermView = Shapes['TermView'];
export type EngagementView = Shapes['EngagementView'];
export type CommendationView = Shapes['CommendationView'];

type MeetingStep = 'draft' | 'sit';
const body = <P extends keyof paths>(_: P, sent: unknown): never => sent as never; // names the call that it is the body of

export const community = {
  askCode: (phone: string) => send('/api/community/code', { phone }),
  signIn: (phone: string, code: string) => send('/api/community/sign-in', { phone, code }),
  signOut: () => send('/api/community/sign-out', undefined),
  me: () => read('/api/community/me'),
  rename: (name: string) => send('/api/community/me/name', { name }),
  claim: (receipt: string, code: string) => send('/api/community/claims', { receipt, code }),
  catalogue: () => read('/api/community/rewards'),
  redeem: (reward: number) => send('/api/community/rewards/{reward}/redeem', undefined, { reward }),
  giveBack: (code: string) => send('/api/community/redemptions/{code}/give-back', undefined, { code }),
  days: () => read('/api/community/open-days'),
  signUp: (open_day: number, name: string) => send('/api/community/open-days/{open_day}/sign-up', { name }, { open_day }),
  cancel: (open_day: number) => send('/api/community/open-days/{open_day}/cancel', undefined, { open_day }),
  sayDay: (open_day: number, score: number, comment: string) => send('/api/community/open-days/{open_day}/feedback', { score, comment }, { open_day }),
  areas: () => read('/api/community/areas'),
  table: (area: string) => read('/api/community/table', { area }),
  areaAt: (lng: number, lat: number) => read('/api/community/area-at', { lng, lat }),
  tableItem: (area: string, text: string) => send('/api/community/items', { area, text }),
  vote: (item: number) => send('/api/community/items/{item}/vote', undefined, { item }),
  withdraw: (item: number) => send('/api/community/items/{item}/withdraw', undefined, { item }),
  offer: (code: string) => read('/api/community/firm/{code}', {}, { code }),
  repair: (code: string, text: string, photos: string[]) => send('/api/community/firm/{code}/repair', { text, photos }, { code }),
  declineOffer: (code: string, reason: string) => send('/api/community/firm/{code}/decline', { reason }, { code }),
  volunteer: () => read('/api/community/volunteer'),
  volunteerApply: (sent: Sent<paths['/api/community/volunteer']['post']>) => send('/api/community/volunteer', sent),
  leaveVolunteers: () => send('/api/community/volunteer/withdraw', undefined),
  takeErrand: (errand: number) => send('/api/community/errands/{errand}/take', undefined, { errand }),
  giveUpErrand: (errand: number) => send('/api/community/errands/{errand}/give-up', undefined, { errand }),
  logHours: (errand: number, minutes: number, note: string) => send('/api/community/errands/{errand}/hours', { minutes, note }, { errand }),
  hoursCertificate: (year: number) => download(`/api/community/volunteer/certificate/${year}`, {}),
  volunteers: () => read('/api/community/office/volunteers'),
  volunteerStep: (volunteer: number, step: 'confirm' | 'resume') => send(`/api/community/office/volunteers/{volunteer}/${step}`, undefined, { volunteer }),
  volunteerStop: (volunteer: number, step: 'refuse' | 'suspend', reason: string) => send(`/api/community/office/volunteers/{volunteer}/${step}`, { reason }, { volunteer }),
  trainVolunteer: (volunteer: number, until: string) => send('/api/community/office/volunteers/{volunteer}/train', { until }, { volunteer }),
  announceErrand: (sent: Sent<paths['/api/community/office/errands']['post']>) => send('/api/community/office/errands', sent),
  callOffErrand: (errand: number, reason: string) => send('/api/community/office/errands/{errand}/call-off', { reason }, { errand }),
  confirmHours: (stint: number, minutes: number, reason: string) => send('/api/community/office/stints/{stint}/confirm', { minutes, reason }, { stint }),
  refuseHours: (stint: number, reason: string) => send('/api/community/office/stints/{stint}/refuse', { reason }, { stint }),
  ownRepair: () => read('/api/community/own-repair'),
  task: (code: string) => read('/api/community/firm-task/{code}', {}, { code }),
  answerTask: (code: string, sent: Sent<paths['/api/community/firm-task/{code}']['post']>) => send('/api/community/firm-task/{code}', sent, { code }),
  lookAtGround: (sent: Sent<paths['/api/community/firms/look']['post']>) => send('/api/community/firms/look', sent),

  meetings: (filters: Query = {}) => read('/api/community/meetings', filters),
  duties: (filters: Query = {}) => read('/api/community/duties', filters),
  call: (sent: Sent<paths['/api/community/meetings']['post']>) => send('/api/community/meetings', sent),
  meeting: (no: string) => read('/api/community/meetings/{no}', {}, { no }),
  meetingStep: (no: string, step: MeetingStep) => send(`/api/community/meetings/{no}/${step}`, undefined, { no }),
  attend: (no: string, sent: Sent<paths['/api/community/meetings/{no}/attendees']['post']>) => send('/api/community/meetings/{no}/attendees', sent, { no }),
  agree: (no: string, sent: Sent<paths['/api/community/meetings/{no}/resolutions']['post']>) => send('/api/community/meetings/{no}/resolutions', sent, { no }),
  conclude: (no: string, minutes: string) => send('/api/community/meetings/{no}/conclude', { minutes }, { no }),
  callOff: (no: string, reason: string) => send('/api/community/meetings/{no}/call-off', { reason }, { no }),
  answer: (no: string, item: number, text: string) => send('/api/community/meetings/{no}/items/{item}/answer', { answer: text }, { no, item }),
  answerOwed: (item: number, text: string) => send('/api/community/office/items/{item}/answer', { answer: text }, { item }),
  finish: (no: string, resolution: number, result: string, failed: boolean) => send('/api/community/meetings/{no}/resolutions/{resolution}/finish', { result, failed }, { no, resolution }),

  liaisons: () => read('/api/community/liaisons'),
  appoint: (sent: Sent<paths['/api/community/liaisons']['post']>) => send('/api/community/liaisons', sent),
  liaisonUntil: (liaison: number, step: 'train' | 'renew', until: string) => send(`/api/community/liaisons/{liaison}/${step}`, { until }, { liaison }),
  endLiaison: (liaison: number, reason: string) => send('/api/community/liaisons/{liaison}/end', { reason }, { liaison }),
  diary: () => read('/api/community/diary'),
  write: (sent: Sent<paths['/api/community/diary']['post']>) => send('/api/community/diary', sent),
  referEntry: (entry: number, matter: string) => send('/api/community/diary/{entry}/refer', { matter }, { entry }),

  allDays: () => read('/api/community/office/open-days'),
  announce: (sent: Sent<paths['/api/community/office/open-days']['post']>) => send('/api/community/office/open-days', sent),
  dayFile: (open_day: number) => read('/api/community/office/open-days/{open_day}', {}, { open_day }),
  checkIn: (open_day: number, code: string) => send('/api/community/office/open-days/{open_day}/check-in', { code }, { open_day }),
  hold: (open_day: number) => send('/api/community/office/open-days/{open_day}/hold', undefined, { open_day }),
  callOffDay: (open_day: number, reason: string) => send('/api/community/office/open-days/{open_day}/call-off', { reason }, { open_day }),

  firms: () => read('/api/community/firms'),
  firmLinks: (firm: number) => read('/api/community/firms/{firm}/links', {}, { firm }),
  addFirm: (sent: FirmIn) => send('/api/community/firms', body('/api/community/firms', sent)),
  changeFirm: (firm: number, sent: FirmIn) => put<FirmView>(named('/api/community/firms/{firm}', { firm }), sent),

  terms: () => read('/api/community/terms'),
  setTerms: (values: Record<string, number | string | null>) => put<TermView[]>('/api/community/terms', { values }),
  rewards: () => read('/api/community/office/rewards'),
  keepReward: (id: number, sent: { name: string; name_en: string; price: number; stock: number; active: boolean }) =>
    id === 0 ? send('/api/community/office/rewards', sent) : put<RewardView[]>(named('/api/community/office/rewards/{reward}', { reward: id }), sent),
  redemptions: () => read('/api/community/office/redemptions'),
  handOver: (code: string) => send('/api/community/office/redemptions/{code}/hand-over', undefined, { code }),
  engagement: () => read('/api/community/engagement'),
  noteTrial: (on: string, text: string) => send('/api/community/engagement/trials', { on, text }),
  commendations: (year: number) => get<CommendationView[]>('/api/community/commendations', { year }),
  draftThanks: (year: number) => send('/api/community/commendations', { year }),
  releaseThanks: (commendation: number, name: string) => send('/api/community/commendations/{commendation}/release', { name }, { commendation }),
  dropThanks: (commendation: number, reason: string) => send('/api/community/commendations/{commendation}/drop', { reason }, { commendation }),
  certificate: (commendation: number, office: boolean) => download(`/api/community/${office ? 'office/' : ''}commendations/${commendation}/certificate`, {}),
};
