// Shapes of cameras and of what they saw: the server's, and the scene document, which vision/scene.py describes.
import type { components } from './schema';

type S = components['schemas'];

export type CameraRow = S['CameraRow'];
export type CameraFile = S['CameraFile'];
export type CameraIn = S['CameraIn'];
export type UpkeepRow = S['UpkeepRow'];
export type PublicCamera = S['PublicPlace'];
export type Seen = S['ObservationRow'];
export type ReviewRow = S['ReviewRow'];
export type GuardRow = S['GuardRow'];
export type Tried = S['Tried'];
export type ReviewReason = S['ReasonRow'];
export type Bilingual = S['Bilingual'];

export type XY = [number, number];
export type ZoneDoc = { name: string; rule: string; polygon: XY[]; dwell_s: number; pre_alarm_s: number; hours?: [string, string][] } & Record<string, unknown>;
export type SceneDoc = { width: number; height: number; fps: number; zones: ZoneDoc[] } & Record<string, unknown>;
