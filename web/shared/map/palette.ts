export type MapTheme = 'light' | 'dark';

export type Palette = {
  land: string; water: string; waterLine: string; green: string; wood: string; homes: string; trade: string; works: string; campus: string; other: string;
  casing: string; minor: string; street: string; main: string; fast: string; path: string; building: string; border: string;
  text: string; textSoft: string; halo: string; waterText: string; area: string;
};

export const PALETTES: Readonly<Record<MapTheme, Palette>> = {
  light: {
    land: '#f5f3ee', water: '#b7d3e6', waterLine: '#9fc2da', green: '#d6e6c9', wood: '#c5dcb8', homes: '#efebe4', trade: '#f4e7dd', works: '#e7e4e9', campus: '#ece7d8',
    other: '#efece6', casing: '#cfc9bd', minor: '#ffffff', street: '#ffffff', main: '#fdeec4', fast: '#f8d48b', path: '#d8d0c2', building: '#e2dcd1',
    border: '#8a7fae', text: '#3d4752', textSoft: '#7b8490', halo: '#fbfaf7', waterText: '#4d7fa3', area: '#5d5286',
  },
  dark: {
    land: '#0e1722', water: '#0a2238', waterLine: '#123a5c', green: '#10251f', wood: '#0f2a20', homes: '#121d2a', trade: '#1a2030', works: '#161f2d', campus: '#172231',
    other: '#111b27', casing: '#0a111a', minor: '#223143', street: '#2a3c52', main: '#37506e', fast: '#56708c', path: '#1c2938', building: '#172434',
    border: '#4a5f86', text: '#a9b8c9', textSoft: '#71839a', halo: '#0c131c', waterText: '#4f86b3', area: '#7f97c4',
  },
};
