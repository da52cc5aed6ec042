// Names for the shapes of openness; the shapes themselves are generated (schema.d.ts).
import type { components } from './schema';

type Shapes = components['schemas'];

export type OpenIndex = Shapes['OpenIndex'];
export type NotYet = Shapes['NotYet'];
export type OpenMap = Shapes['OpenMap'];
export type PublicPoint = Shapes['PublicPoint'];
export type OpenFigures = Shapes['OpenFigures'];
export type FigureRow = Shapes['FigureRow'];
export type Told = FigureRow['reports'];
export type LeniencyList = Shapes['LeniencyList'];
export type SparedAct = Shapes['SparedAct'];
export type LeniencyAnswer = Shapes['LeniencyAnswer'];
export type PublicationRow = Shapes['PublicationRow'];
export type PublicationFile = Shapes['PublicationFile'];
export type OpennessDesk = Shapes['Desk'];
