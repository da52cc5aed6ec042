export { MapView } from './MapView';
export { mapStyle, AREA_LEVELS } from './style';
export { classSign, drawMarkers, sensorSign } from './markers';
export { Tracks } from './tracks';
export * from './geo';
export type { MapTheme } from './palette';
export type { Map as Maplibre, GeoJSONSource, MapLayerMouseEvent, MapMouseEvent } from 'maplibre-gl';
