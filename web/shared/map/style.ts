import type { ExpressionSpecification, LayerSpecification, StyleSpecification } from 'maplibre-gl';
import { type MapTheme, PALETTES, type Palette } from './palette';

// Our own tiles, no glyph server and no sprite: MapLibre draws every letter from the fonts of the machine.
const FONT = ['Noto Sans CJK SC'];
const BOLD = ['Noto Sans CJK SC Bold'];
/** The demo city marks every area （示范）; on the map the mark would be on every word, so it is left to the lists. */
const NAME: ExpressionSpecification = ['slice', ['get', 'name'], 0, ['let', 'at', ['index-of', '（示范', ['get', 'name']], ['case', ['<', ['var', 'at'], 0], ['length', ['get', 'name']], ['var', 'at']]]];
const CLASS: ExpressionSpecification = ['coalesce', ['get', 'class'], ['get', 'highway'], ''];

const fast: ExpressionSpecification = ['match', CLASS, ['motorway', 'motorway_link', 'trunk', 'trunk_link'], true, false];
const main: ExpressionSpecification = ['match', CLASS, ['primary', 'primary_link', 'secondary', 'secondary_link'], true, false];
const street: ExpressionSpecification = ['match', CLASS, ['tertiary', 'tertiary_link', 'unclassified'], true, false];
const path: ExpressionSpecification = ['match', CLASS, ['footway', 'path', 'steps', 'cycleway', 'pedestrian', 'track'], true, false];

const byClass = (f: number, m: number, s: number, r: number): ExpressionSpecification => ['case', fast, f, main, m, street, s, r];
const width = (scale: number): ExpressionSpecification => ['interpolate', ['exponential', 1.5], ['zoom'],
  9, byClass(1.2 * scale, 0.8 * scale, 0.3 * scale, 0), 12, byClass(3 * scale, 2.2 * scale, 1.1 * scale, 0.5 * scale),
  14, byClass(6 * scale, 5 * scale, 3.2 * scale, 1.7 * scale), 17, byClass(18 * scale, 16 * scale, 12 * scale, 8 * scale)];

function ground(p: Palette): LayerSpecification[] {
  return [
    { id: 'land', type: 'background', paint: { 'background-color': p.land } },
    {
      id: 'landuse', type: 'fill', source: 'city', 'source-layer': 'landuse',
      paint: {
        'fill-color': ['match', CLASS, ['park', 'grass', 'meadow', 'recreation_ground', 'garden', 'scenic', 'allotments', 'farm'], p.green,
          ['forest', 'wood', 'scrub', 'hill', 'nature_reserve'], p.wood, 'residential', p.homes, ['commercial', 'retail', 'market', 'marketplace'], p.trade,
          ['industrial', 'quarry', 'railway'], p.works, ['school', 'university', 'hospital', 'education'], p.campus, p.other],
      },
    },
    { id: 'water', type: 'fill', source: 'city', 'source-layer': 'water', paint: { 'fill-color': p.water } },
    { id: 'water-edge', type: 'line', source: 'city', 'source-layer': 'water', paint: { 'line-color': p.waterLine, 'line-width': 0.8 } },
    { id: 'buildings', type: 'fill', source: 'city', 'source-layer': 'buildings', minzoom: 14.5, paint: { 'fill-color': p.building } },
  ];
}

function roads(p: Palette): LayerSpecification[] {
  const join = { 'line-cap': 'round', 'line-join': 'round' } as const;
  const order: ExpressionSpecification = byClass(4, 3, 2, 1);
  return [
    { id: 'paths', type: 'line', source: 'city', 'source-layer': 'roads', minzoom: 14, filter: path, paint: { 'line-color': p.path, 'line-width': 1.2, 'line-dasharray': [3, 2] } },
    { id: 'road-casing', type: 'line', source: 'city', 'source-layer': 'roads', minzoom: 12, filter: ['!', path], layout: { ...join, 'line-sort-key': order }, paint: { 'line-color': p.casing, 'line-width': width(1.35) } },
    {
      id: 'roads', type: 'line', source: 'city', 'source-layer': 'roads', filter: ['!', path], layout: { ...join, 'line-sort-key': order },
      paint: { 'line-color': ['case', fast, p.fast, main, p.main, street, p.street, p.minor], 'line-width': width(1) },
    },
  ];
}

const area = (p: Palette, level: string, minzoom: number, thick: number, dash: number[]): LayerSpecification => ({
  id: `area-${level}`, type: 'line', source: 'city', 'source-layer': level, minzoom,
  paint: { 'line-color': p.border, 'line-width': thick, 'line-dasharray': dash, 'line-opacity': 0.7 },
});

function names(p: Palette): LayerSpecification[] {
  const paint = { 'text-color': p.text, 'text-halo-color': p.halo, 'text-halo-width': 1.4 };
  const name = (level: string, min: number, max: number, size: number): LayerSpecification => ({
    id: `name-${level}`, type: 'symbol', source: 'city', 'source-layer': 'label', minzoom: min, maxzoom: max,
    filter: ['==', ['get', 'level'], level],
    layout: { 'text-field': NAME, 'text-font': BOLD, 'text-size': size, 'text-max-width': 8 },
    paint: { ...paint, 'text-color': p.area, 'text-opacity': 0.85 },
  });
  return [
    { id: 'road-names', type: 'symbol', source: 'city', 'source-layer': 'roads', minzoom: 12.5, filter: ['all', ['has', 'name'], ['!', path]],
      layout: { 'symbol-placement': 'line', 'text-field': ['get', 'name'], 'text-font': FONT, 'text-size': ['interpolate', ['linear'], ['zoom'], 12, 10, 17, 14], 'symbol-spacing': 320 }, paint },
    { id: 'water-names', type: 'symbol', source: 'city', 'source-layer': 'water', minzoom: 11, filter: ['has', 'name'],
      layout: { 'text-field': ['get', 'name'], 'text-font': FONT, 'text-size': 12 }, paint: { ...paint, 'text-color': p.waterText } },
    { id: 'place-names', type: 'symbol', source: 'city', 'source-layer': 'place', minzoom: 13.8, filter: ['has', 'name'],
      layout: { 'text-field': ['get', 'name'], 'text-font': FONT, 'text-size': 11, 'text-max-width': 7, 'text-offset': [0, 0.6], 'text-anchor': 'top' }, paint: { ...paint, 'text-color': p.textSoft } },
    name('community', 13.4, 15.5, 11), name('street', 11.4, 13.4, 12.5), name('district', 8, 11.4, 14),
  ];
}

export const AREA_LEVELS = ['district', 'street', 'community', 'grid'] as const;

/** The map of one city: `tilesUrl` is the URL of a PMTiles file that holds the layers `has`. */
export function mapStyle(theme: MapTheme, tilesUrl: string, attribution: string, has: ReadonlySet<string>): StyleSpecification {
  const p = PALETTES[theme];
  const layers = [...ground(p), ...roads(p), area(p, 'grid', 14.5, 0.6, [2, 2]), area(p, 'community', 13, 0.9, [4, 2]),
    area(p, 'street', 10.5, 1.2, [5, 2]), area(p, 'district', 8, 1.8, [6, 2, 1, 2]), ...names(p)];
  return {
    version: 8,
    sources: { city: { type: 'vector', url: `pmtiles://${tilesUrl}`, attribution } },
    layers: layers.filter((layer) => !('source-layer' in layer) || has.has(layer['source-layer'] ?? '')),
  };
}
