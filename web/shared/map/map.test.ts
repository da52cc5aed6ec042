import { describe, expect, it } from 'vitest';
import { around, lineFeature, pointFeature } from './geo';
import { mapStyle } from './style';
import { Tracks } from './tracks';

const LAYERS = new Set(['water', 'landuse', 'roads', 'district', 'street', 'community', 'grid', 'place', 'label', 'buildings']);

describe('the style', () => {
  it.each(['light', 'dark'] as const)('%s asks nothing from outside: no glyphs, no sprite, one source', (theme) => {
    const style = mapStyle(theme, '/tiles/demo.pmtiles', '©', LAYERS);
    expect(style).not.toHaveProperty('glyphs');
    expect(style).not.toHaveProperty('sprite');
    expect(JSON.stringify(style)).not.toMatch(/https?:/);
    expect(Object.keys(style.sources)).toEqual(['city']);
  });
  it('leaves out layers that the tiles do not hold', () => {
    const style = mapStyle('light', '/t', '', new Set(['roads']));
    const used = style.layers.flatMap((l) => ('source-layer' in l ? [l['source-layer']] : []));
    expect(new Set(used)).toEqual(new Set(['roads']));
  });
  it('has no two layers of one name', () => {
    const ids = mapStyle('dark', '/t', '', LAYERS).layers.map((l) => l.id);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe('gliding crews', () => {
  const at = (lng: number, lat = 30): { lng: number; lat: number } => ({ lng, lat });
  it('stand where they were first seen', () => {
    const tracks = new Tracks();
    tracks.put('c', at(120), 0);
    expect(tracks.at('c', 5000)).toEqual(at(120));
    expect(tracks.moving(10)).toBe(false);
    expect(tracks.at('unknown', 0)).toBeNull();
  });
  it('go from fix to fix in the time the fixes were apart, and stop there', () => {
    const tracks = new Tracks();
    tracks.put('c', at(120), 0);
    tracks.put('c', at(120.001), 2000);
    expect(tracks.at('c', 3000)?.lng).toBeCloseTo(120.0005, 6);
    expect(tracks.moving(3000)).toBe(true);
    expect(tracks.at('c', 9000)?.lng).toBeCloseTo(120.001, 9);
    expect(tracks.moving(9000)).toBe(false);
  });
  it('turn where they are when a new fix comes early', () => {
    const tracks = new Tracks();
    tracks.put('c', at(120), 0);
    tracks.put('c', at(120.001), 1000);
    tracks.put('c', at(120), 1500);
    expect(tracks.at('c', 1500)?.lng).toBeCloseTo(120.0005, 6);
  });
  it('jump when the way is too long to have been walked', () => {
    const tracks = new Tracks();
    tracks.put('c', at(120), 0);
    tracks.put('c', at(120.2), 1000);
    expect(tracks.at('c', 1001)?.lng).toBe(120.2);
  });
  it('are forgotten when they are no longer on the map', () => {
    const tracks = new Tracks();
    tracks.put('c', at(120), 0);
    tracks.keepOnly(new Set());
    expect(tracks.at('c', 0)).toBeNull();
  });
});

describe('shapes', () => {
  it('finds the box around points', () => {
    expect(around([[1, 2], [3, -1]])).toEqual([1, -1, 3, 2]);
    expect(around([])).toBeNull();
  });
  it('writes GeoJSON as longitude, latitude', () => {
    expect(pointFeature({ lng: 1, lat: 2 }, { a: 1 })).toMatchObject({ geometry: { coordinates: [1, 2] }, properties: { a: 1 } });
    expect(lineFeature([[1, 2], [3, 4]]).geometry.coordinates).toHaveLength(2);
  });
});
