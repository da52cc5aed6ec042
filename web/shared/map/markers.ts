import type { Map as Maplibre } from 'maplibre-gl';
import { LAMP_COLOURS, language, type Language } from '../i18n';

// Markers are drawn on a canvas when the map first asks for them: no sprite file, any lamp × class.
const CLASS_GLYPHS: Readonly<Record<string, string>> = {
  '01': '市', '02': '交', '03': '卫', '04': '绿', '05': '部', '06': '容', '07': '广', '08': '建', '09': '序', '10': '他',
};
const CLASS_LETTERS: Readonly<Record<string, string>> = {
  '01': 'U', '02': 'T', '03': 'S', '04': 'G', '05': 'C', '06': 'A', '07': 'P', '08': 'B', '09': 'O', '10': 'M',
};
/** The sign of a class on the map and in the legend. */
export const classSign = (cls: string, lang: Language = language()): string => (lang === 'zh' ? CLASS_GLYPHS[cls] ?? '事' : CLASS_LETTERS[cls] ?? '·');
const CREW_COLOURS: Readonly<Record<string, string>> = { idle: '#6fa8dc', assigned: '#f2f6fb', en_route: '#ffffff', on_site: '#9fe0c2', break: '#8796a6' };
const RATIO = 2;
const SIZE = 30;

type Pen = CanvasRenderingContext2D;

function disc(pen: Pen, radius: number, colour: string): void {
  pen.beginPath();
  pen.arc(SIZE / 2, SIZE / 2, radius, 0, 2 * Math.PI);
  pen.fillStyle = colour;
  pen.fill();
}

function drawTicket(pen: Pen, lamp: string, cls: string): void {
  disc(pen, 13, 'rgba(255,255,255,0.92)');
  disc(pen, 11.2, LAMP_COLOURS[lamp] ?? '#7d8794');
  pen.fillStyle = lamp === 'yellow' ? '#2b2100' : '#ffffff';
  pen.font = "700 13px 'Noto Sans CJK SC', 'PingFang SC', 'Microsoft YaHei', sans-serif";
  pen.textAlign = 'center';
  pen.textBaseline = 'middle';
  pen.fillText(classSign(cls), SIZE / 2, SIZE / 2 + 0.5);
}

function drawCrew(pen: Pen, state: string): void {
  disc(pen, 9, '#0b1826');
  disc(pen, 7.4, CREW_COLOURS[state] ?? '#9fb4c8');
  disc(pen, 3.2, '#1b5faa');
}

const SENSOR_GLYPHS: Readonly<Record<string, readonly [string, string]>> = {
  noise: ['噪', 'N'], dust: ['尘', 'D'], water: ['水', 'W'], bin: ['桶', 'B'], manhole_tilt: ['井', 'M'], manhole_open: ['井', 'M'], light: ['灯', 'L'],
};
/** The sign of a kind of sensor on the map and in lists. */
export const sensorSign = (kind: string, lang: Language = language()): string => SENSOR_GLYPHS[kind]?.[lang === 'zh' ? 0 : 1] ?? '·';
const SENSOR_COLOURS: Readonly<Record<string, string>> = { alarm: '#b58cf0', suspected: '#8f78b8', silent: '#9aa7b5', trouble: '#9aa7b5', good: '#4f9fb3', unseen: '#5b6a7b', off: '#5b6a7b' };

/** The shape says how it stands, so that colour is not needed: a triangle rings, a square needs somebody, a disc is well, a ring is off. */
function drawSensor(pen: Pen, status: string, kind: string): void {
  const [middle, colour] = [SIZE / 2, SENSOR_COLOURS[status] ?? '#5b6a7b'];
  const outline = (r: number): void => {
    pen.beginPath();
    if (status === 'alarm' || status === 'suspected') { pen.moveTo(middle, middle - r * 1.15); pen.lineTo(middle + r * 1.15, middle + r * 0.85); pen.lineTo(middle - r * 1.15, middle + r * 0.85); pen.closePath(); }
    else if (status === 'silent' || status === 'trouble') pen.rect(middle - r * 0.85, middle - r * 0.85, r * 1.7, r * 1.7);
    else pen.arc(middle, middle, r, 0, 2 * Math.PI);
  };
  const hollow = status === 'unseen' || status === 'off' || status === 'suspected';
  outline(12);
  pen.fillStyle = '#0b1826';
  pen.fill();
  outline(10);
  if (hollow) { pen.strokeStyle = colour; pen.lineWidth = 2; pen.stroke(); } else { pen.fillStyle = colour; pen.fill(); }
  pen.fillStyle = hollow ? '#cfdae6' : '#081420';
  pen.font = "700 10px 'Noto Sans CJK SC', 'PingFang SC', 'Microsoft YaHei', sans-serif";
  pen.textAlign = 'center';
  pen.textBaseline = 'middle';
  pen.fillText(sensorSign(kind), middle, middle + (status === 'alarm' || status === 'suspected' ? 3 : 0.5));
}

/** Image ids are `ticket-<lamp>-<class>`, `crew-<state>` and `sensor-<status>-<kind>`. */
export function drawMarkers(map: Maplibre): void {
  map.setMissingStyleImageResolver((id) => {
    const [kind, a = '', b = ''] = id.split('-');
    if (kind !== 'ticket' && kind !== 'crew' && kind !== 'sensor') return;
    const canvas = document.createElement('canvas');
    canvas.width = canvas.height = SIZE * RATIO;
    const pen = canvas.getContext('2d');
    if (pen === null) return;
    pen.scale(RATIO, RATIO);
    if (kind === 'ticket') drawTicket(pen, a, b);
    else if (kind === 'sensor') drawSensor(pen, a, b);
    else drawCrew(pen, a);
    if (!map.hasImage(id)) map.addImage(id, pen.getImageData(0, 0, SIZE * RATIO, SIZE * RATIO), { pixelRatio: RATIO });
  });
}
