import type { Feature, FeatureCollection, LineString, Point as GeoPoint } from 'geojson';
import type { LngLat, Point } from '../api';

export const pointFeature = (p: Point, properties: Record<string, unknown>): Feature<GeoPoint> => ({
  type: 'Feature', geometry: { type: 'Point', coordinates: [p.lng, p.lat] }, properties,
});
export const lineFeature = (coordinates: LngLat[]): Feature<LineString> => ({
  type: 'Feature', geometry: { type: 'LineString', coordinates }, properties: {},
});
export const collect = (features: Feature[]): FeatureCollection => ({ type: 'FeatureCollection', features });

/** Smallest [w, s, e, n] around some points, or null for none. */
export function around(points: readonly LngLat[]): [number, number, number, number] | null {
  if (points.length === 0) return null;
  const lng = points.map((p) => p[0]);
  const lat = points.map((p) => p[1]);
  return [Math.min(...lng), Math.min(...lat), Math.max(...lng), Math.max(...lat)];
}
