// Names for the shapes of whistles; the shapes themselves are generated (schema.d.ts).
import type { components } from './schema';

type Shapes = components['schemas'];

export type WhistleRow = Shapes['WhistleRow'];
export type WhistlePage = Shapes['WhistlePage'];
export type WhistleFile = Shapes['WhistleFile'];
export type Summons = Shapes['SummonsView'];
export type WhistleOptions = Shapes['WhistleOptions'];
export type WhistleProposal = Shapes['WhistleProposal'];
export type NewWhistle = Shapes['WhistleIn'];
export type WhistleRecordIn = Shapes['RecordIn'];
export type WhistleFigures = Shapes['WhistleFigures'];
export type TallyRow = Shapes['TallyRow'];
export type DoorView = Shapes['DoorView'];
