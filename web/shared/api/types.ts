// The shapes of the HTTP contract that the faces read. schema.d.ts is generated from the server's OpenAPI and types what
// is sent; answers are described here until the server describes them too.

import type { components } from './schema';

export type Point = { lng: number; lat: number };
export type Named = { id: string | number; name: string };
export type Lamp = 'green' | 'yellow' | 'red' | 'grey';
export type LngLat = [number, number];

export type City = {
  id: string; name: string; name_en: string; bounds: [number, number, number, number]; centre: LngLat; tiles: string;
  attribution: string;
};
export type Role = { role: string; area: string; area_name: string; purpose: string };
export type Session = {
  account: { id: string | number; name: string; title: string; title_en?: string } | null; roles: Role[]; faces: string[]; demo: boolean; live_url: string;
  second_factor: 'ok' | 'required' | 'not_needed'; now: string; clock_speed: number; city: City;
};
export type DemoAccount = { key: string; name: string; title: string; title_en?: string; face: string };
export type DemoToken = { token: string; account: { name: string; title: string }; face: string };

export type PlaceFound = { name: string; kind: string } & Point;
export type AreaRef = { code: string; name: string } | null;
export type PlaceAt = { text: string; district: AreaRef; street: AreaRef; community: AreaRef; grid: AreaRef };
export type Area = { code: string; name: string; level: string; parent: string | null };

export type Photo = { id: string; url: string; width: number; height: number; kind: string };
export type Guess = { code: string; name: string; name_en?: string; confidence: number };
export type Known = {
  ticket: string; matter: string; matter_en: string; distance_m: number; since: string; followers: number; photo?: string | null;
} & Point;
export type ReportPlace = { text: string; lng: number; lat: number };
export type NewReport = Partial<components['schemas']['ReportIn']> & { key: string };
export type ReportReceipt = {
  receipt: string; code: string; track_url: string; state: string; category: Guess | null; place: ReportPlace | null;
  answer_due_at: string | null;
};
export type ReportGuess = { category: Guess | null; alternatives: Guess[]; place: ReportPlace | null; known: Known[] };
export type Track = {
  receipt: string; matter: string; matter_en: string; text: string; address: string; lng: number | null; lat: number | null;
  steps: { at: string | null; key: string; text: string; text_en?: string; unit: string; done: boolean }[]; can_rate: boolean; expected_on: string | null; unit: string;
  photos: { url: string; when: 'before' | 'after' }[]; finished: boolean; rating: { score: number; text: string } | null;
  followers: number;
};
export type LawfulPlace = {
  name: string; kind: string; distance_m: number; hours: { days: string | number[]; from: string; to: string }[]; places: number; open_now: boolean;
} & Point;

export type TicketRow = {
  no: string; state: string; lamp: Lamp; matter: { code: string; name: string; name_en: string; class: string }; source: string;
  address: string; lng: number | null; lat: number | null; street: string; street_name: string; unit: Named | null; crew: Named | null; opened_at: string;
  due_at: string | null; remaining_s: number | null; reports: number; priority: number; fast_lane: boolean; urged: boolean;
  recurrence_of?: string | null;
};
export type Clock = { name: string; name_en?: string; from: string; due_at: string | null; unit: string; state: 'running' | 'done' | 'held' | 'late' };
export type TimelineItem = {
  id: string; at: string; kind: string; title: string; title_en: string; text: string; text_en?: string; actor: { kind: string; name: string; name_en?: string }; rule: string | null; rule_en?: string | null;
  unit: string | null; photos: string[]; place?: Point | null;
};
export type Assignment = {
  id: number; kind: string; crew: Named | null; unit: Named | null; state: string; offered_at: string; link: string | null; travel_s: number | null; reason: string; reason_en: string;
  runner_up: { name: string; cost_difference: number } | null;
};
export type Action = { action: string; title: string; title_en?: string; needs: string[]; danger?: boolean };
export type TicketReport = { receipt: string; source: string; text: string; at: string; photos: string[] };
export type Ticket = TicketRow & {
  text: string; file_condition: string | null; close_condition: string | null; limit_text: string | null; limit_text_en?: string | null; clocks: Clock[];
  reports_list: TicketReport[]; timeline: TimelineItem[]; assignments: Assignment[]; actions: Action[]; why_crew: string | null; why_crew_en: string | null;
  route: LngLat[] | null;
};
export type TicketPage = { items: TicketRow[]; next: string | null };
export type Lane = { state: string; count: number; red: number; yellow: number; items: TicketRow[] };
export type Day = {
  received: number; merged: number; ticketed: number; closed: number; open: number; red: number; yellow: number;
  on_time_share: number | null; median_minutes_to_spot: number | null; share_30_min: number | null; by_source: Record<string, number>;
  by_class: { class: string; name: string; name_en: string; count: number }[]; per_hour: { hour: number; received: number; closed: number }[];
  crews: { on_shift: number; idle: number; en_route: number; on_site: number; break: number };
};
export type MapCrew = { id: string | number; name: string; kind: string; state: string; ticket: string | null; heading?: number | null; squad: string } & Point;
export type MapTicket = { no: string; state: string; lamp: Lamp; class: string; matter: string } & Point;
export type CommandMap = { at: string; crews: MapCrew[]; tickets: MapTicket[] };
export type CrewDetail = {
  id: string | number; name: string; members: { name: string; kind: string; certificate_valid: boolean }[]; vehicle: string | null; state: string;
  ticket: string | null; jobs_today: number; shift: { from: string | null; to: string | null } | null;
};
export type Matter = components['schemas']['MatterOut'];
export type Condition = { id: number; file_if: string; close_if: string; limit_text: string };
export type Incident = { id: string | number; crew: Named; at: string; text: string; called: { name: string; minutes: number }[] } & Point;

export type FieldMe = {
  member: { id: string | number; name: string; kind: string };
  crew: { id: string | number; name: string; members: { name: string; kind: string }[]; vehicle: string | null; state: string } | null;
  shift: { from: string | null; to: string | null; state: 'off' | 'on' | 'break' } | null; position_shared: boolean;
  today: null | {
    mine: { done: number; minutes_busy: number; km: number };
    squad: { median_done: number; median_minutes_busy: number; median_km: number; n: number };
  };
};
export type Job = {
  id: number; kind: 'handle' | 'verify' | 'recheck'; ticket: TicketRow; state: string;
  offered_at: string; answer_by: string | null; reason: string; reason_en: string; travel_s: number | null; route: LngLat[] | null; text: string;
  photos: string[]; file_condition: string | null; close_condition: string | null; needs_two_certificates: boolean;
  steps: Action[];
};
export type FieldAction = components['schemas']['FieldEventIn']['action'];
export type FieldEvent = Pick<components['schemas']['FieldEventIn'], 'key' | 'job' | 'action' | 'happened_at'> & {
  lng?: number; lat?: number; photos: string[]; text?: string; reason?: string;
};
export type FieldResult = { key: string; outcome: 'done' | 'known' | 'refused'; detail?: string | null; code?: string | null };
export type Trouble = { incident: string; called: { crew: string; minutes: number }[] };

export type StoryFrame = 'citizen' | 'command' | 'field' | 'record';
export type StoryStep = { key: string; at: string | null; title: string; title_en?: string; who: string; who_en?: string; why: string; why_en?: string; rule: string; rule_en?: string; frame: StoryFrame; done: boolean };
export type StoryEvent = { id: string; seq: number; stream: string; kind: string; at: string; actor: string; actor_en?: string; title: string; title_en?: string; digest: string };
export type Story = {
  running: boolean; started_at: string | null; receipt: string | null; code: string | null; ticket: string | null; officer_key: string | null;
  crew: Named | null; steps: StoryStep[];
  lawful: { title: string; place: string; lng: number; lat: number; hour: string; rule: string; rule_en?: string; text: string; text_en?: string; done: boolean } | null;
  events: StoryEvent[];
};
export type CheckProblem = { stream: string; number?: string | null; seq: number; what: string; what_en?: string; table_value: string; event_value: string };
export type CheckResult = { checked: Record<string, number>; problems: CheckProblem[]; seconds: number };
export type TamperHint = { sql: string; command?: string; sqlite_file: string };

export type LiveTicket = { id: string; kind: string; stream: string; at: string; no: string; state: string; lamp: Lamp; matter: string; title: string; title_en?: string } & Point;
export type LiveCrew = { at: string; crews: (Point & { id: string | number; state: string; ticket: string | null })[] };
