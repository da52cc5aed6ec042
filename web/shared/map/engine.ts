import { AttributionControl, Map as Maplibre, type MapOptions, NavigationControl, ScaleControl, addProtocol, setWorkerUrl } from 'maplibre-gl';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?url';
import 'maplibre-gl/dist/maplibre-gl.css';
import { Protocol } from 'pmtiles';
import type { City } from '../api';
import { type Language, textIn } from '../i18n';
import type { MapTheme } from './palette';
import { mapStyle } from './style';
import { MAP } from './texts';

setWorkerUrl(workerUrl);
addProtocol('pmtiles', new Protocol().tile);

type Start = Partial<Pick<MapOptions, 'center' | 'zoom' | 'bounds'>>;

export function createMap(container: HTMLElement, city: City, theme: MapTheme, lang: Language, start: Start): Maplibre {
  const [west, south, east, north] = city.bounds;
  const margin = 0.08;
  const map = new Maplibre({
    container,
    style: mapStyle(theme, new URL(city.tiles, location.origin).href, city.attribution),
    center: city.centre, zoom: 12.5, minZoom: 8, maxZoom: 19, attributionControl: false, dragRotate: false, pitchWithRotate: false,
    maxBounds: [[west - margin, south - margin], [east + margin, north + margin]],
    localIdeographFontFamily: "'Noto Sans CJK SC', 'Source Han Sans SC', 'PingFang SC', 'Microsoft YaHei', sans-serif",
    fadeDuration: 100,
    locale: {
      'NavigationControl.ZoomIn': textIn(MAP, lang, 'zoomIn'), 'NavigationControl.ZoomOut': textIn(MAP, lang, 'zoomOut'),
      'NavigationControl.ResetBearing': textIn(MAP, lang, 'north'),
    },
    ...start,
  });
  map.touchZoomRotate.disableRotation();
  map.addControl(new NavigationControl({ showCompass: false }), 'bottom-right');
  map.addControl(new AttributionControl({ compact: true }), 'bottom-left');
  map.addControl(new ScaleControl({ maxWidth: 90 }), 'bottom-left');
  return map;
}
