// Names for the shapes of the HTTP contract. The shapes themselves are generated from the server's OpenAPI description
// (schema.d.ts): nothing is described twice.

import type { components } from './schema';

type Shapes = components['schemas'];

export type Named = { id: string | number; name: string };
export type LngLat = [number, number];
export type Point = Shapes['Spot'];
export type Lamp = TicketRow['lamp'];

export type City = Shapes['City'];
export type Session = Shapes['Session'];
export type DemoAccount = Shapes['DemoAccount'];

export type PlaceFound = Shapes['PlaceFound'];
export type PlaceAt = Shapes['PlaceAt'];
export type Area = Shapes['Area'];

export type Photo = Shapes['Uploaded'];
export type Guess = Shapes['Guess'];
export type Known = Shapes['KnownNearby'];
export type NewReport = Shapes['ReportIn'];
export type ReportReceipt = Shapes['Receipt'];
export type ReportGuess = Shapes['Guessed'];
export type Track = Shapes['Track'];
export type HalfUpload = Shapes['HalfUpload'];
export type VoiceReceipt = Shapes['VoiceReceipt'];
export type VoiceRow = Shapes['VoiceRow'];
export type VoiceStep = Partial<Shapes['VoiceStepIn']>;
export type LawfulPlace = Shapes['LawfulPlace'];
export type MapPermit = Shapes['PermitPin'];
export type PermitInfo = Shapes['PermitCard'];
export type SensorPin = Shapes['SensorPin'];
export type SensorsOut = Shapes['SensorsOut'];
export type SensorFile = Shapes['SensorFile'];
export type SensorLimit = Shapes['SensorLimit'];
export type SensorChart = Shapes['SensorChart'];
export type KeptSensor = Shapes['KeptSensorOut'];
export type KeptSensors = Shapes['KeptSensorsOut'];
export type PaperProof = Shapes['PaperProof'];

export type TicketRow = Shapes['TicketRow'];
export type Clock = Shapes['Clock'];
export type TimelineItem = Shapes['TimelineItem'];
export type Assignment = Shapes['AssignmentRow'];
export type Action = Shapes['Action'];
export type TicketReport = Shapes['TicketReport'];
export type Alike = Shapes['LikeTicket'];
export type HotTicket = Shapes['HotTicket'];
export type Ticket = Shapes['TicketDetail'];
export type TicketPage = Shapes['TicketPage'];
export type Lane = Shapes['TicketLane'];
export type Day = Shapes['Day'];
export type MapCrew = Shapes['MapCrew'];
export type MapTicket = Shapes['MapTicket'];
export type CommandMap = Shapes['LiveMap'];
export type CrewDetail = Shapes['CrewCard'];
export type Matter = Shapes['Matter'];
export type Condition = Shapes['ConditionRow'];
export type Incident = Shapes['IncidentRow'];
export type StepInputs = Shapes['ActionIn'];

export type FieldMe = Shapes['FieldMe'];
export type Job = Shapes['PhoneJob'];
export type JobStep = Shapes['JobStep'];
export type FieldEvent = Shapes['FieldEventIn'];
export type FieldAction = FieldEvent['action'];
export type FieldResult = Shapes['FieldResult'];
export type PhoneCall = Shapes['PhoneCall'];
export type Trouble = Shapes['TroubleCall'];

export type Story = Shapes['Story'];
export type StoryStep = Shapes['StoryStep'];
export type StoryEvent = Shapes['StoryEvent'];
export type StoryFrame = StoryStep['frame'];
export type HeldPhone = Shapes['HeldPhone'];
export type CheckProblem = Shapes['Finding'];
export type CheckResult = Shapes['Soundness'];
export type TamperHint = Shapes['TamperHint'];

// Live messages are told by another process than the API and are not part of its description.
export type LiveTicket = Point & Pick<MapTicket, 'no' | 'state' | 'lamp' | 'matter'> & {
  id: string; kind: string; stream: string; at: string; title: string; title_en?: string;
};
export type LiveCrew = { at: string; crews: (Point & Pick<MapCrew, 'id' | 'state' | 'ticket'>)[] };

// The faces /manage and the acceptor's desk read typed answers: their shapes come from the server.
type S = components['schemas'];
export type Units = S['UnitsOut'];
export type Unit = S['UnitOut'];
export type Staff = S['StaffOut'];
export type Person = S['PersonOut'];
export type WaysIn = S['WaysIn'];
export type ManagedCrews = S['CrewsOut'];
export type ManagedCrew = S['CrewOut'];
export type Duties = S['DutiesOut'];
export type Duty = S['DutyOut'];
export type ConditionSheet = S['ConditionsOut'];
export type ConditionRow = S['ConditionOut'];
export type SheetPreview = S['PreviewOut'];
export type SheetChange = S['ChangeOut'];
export type SheetHistory = S['HistoryOut'];
export type LaneList = S['LanesOut'];
export type LaneRow = S['LaneOut'];
export type LaneFigures = S['FiguresOut'];
export type BackgroundJobs = S['JobsOut'];
export type BackgroundJob = S['JobOut'];
export type ClassifierOverview = S['ClassifierOverview'];
export type ModelVersionRow = S['VersionRow'];
export type DeadLetterPage = S['LettersOut'];
export type DeadLetter = S['LetterOut'];
export type HotlineDesk = S['HotlineDesk'];
export type SocialDesk = S['SocialDesk'];
export type Heard = S['HeardIn'];
export type Platforms = S['PlatformsOut'];
export type Referral = S['ReferralRow'];
export type Followed = S['FollowRow'];
export type ApiKey = S['KeyRow'];
export type WaitingPage = S['WaitingPage'];
export type Waiting = S['WaitingOut'];
export type IntakeCategories = S['CategoriesOut'];
export type MatterRef = S['MatterRef'];
export type Candidate = S['CandidateOut'];
export type Inbox = S['InboxOut'];
export type SentMessages = S['SentListOut'];
export type SentMessage = S['SentOut'];
