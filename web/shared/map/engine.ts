import { AttributionControl, Map as Maplibre, type MapOptions, NavigationControl, ScaleControl, addProtocol, setWorkerUrl } from 'maplibre-gl';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?url';
import 'maplibre-gl/dist/maplibre-gl.css';
import { PMTiles, Protocol } from 'pmtiles';
import type { City } from '../api';
import { type Language, textIn } from '../i18n';
import type { MapTheme } from './palette';
import { mapStyle } from './style';
import { MAP } from './texts';

setWorkerUrl(workerUrl);
const protocol = new Protocol();
addProtocol('pmtiles', protocol.tile);

type Start = Partial<Pick<MapOptions, 'center' | 'zoom' | 'bounds'>>;

/** The layers that a tile file holds: a city without buildings or parks is drawn without them, not refused. */
async function layersOf(url: string): Promise<ReadonlySet<string>> {
  const tiles = new PMTiles(url);
  protocol.add(tiles);
  const meta = (await tiles.getMetadata()) as { vector_layers?: { id: string }[] };
  return new Set((meta.vector_layers ?? []).map((layer) => layer.id));
}

export async function createMap(container: HTMLElement, city: City, theme: MapTheme, lang: Language, start: Start, small: boolean): Promise<Maplibre> {
  const url = new URL(city.tiles, location.origin).href;
  const [west, south, east, north] = city.bounds;
  const margin = 0.08;
  const map = new Maplibre({
    container,
    style: mapStyle(theme, url, city.attribution, await layersOf(url)),
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
  map.addControl(new AttributionControl({ compact: true }), 'bottom-left');
  if (small) {
    // The sign stays; its text opens on a tap, so that a small map is not covered by it.
    map.once('load', () => container.querySelector('.maplibregl-ctrl-attrib')?.classList.remove('maplibregl-compact-show'));
    return map;
  }
  map.addControl(new NavigationControl({ showCompass: false }), 'bottom-right');
  map.addControl(new ScaleControl({ maxWidth: 90 }), 'bottom-left');
  return map;
}
