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

/** Image ids are `ticket-<lamp>-<class>` and `crew-<state>`. */
export function drawMarkers(map: Maplibre): void {
  map.setMissingStyleImageResolver((id) => {
    const [kind, a = '', b = ''] = id.split('-');
    if (kind !== 'ticket' && kind !== 'crew') return;
    const canvas = document.createElement('canvas');
    canvas.width = canvas.height = SIZE * RATIO;
    const pen = canvas.getContext('2d');
    if (pen === null) return;
    pen.scale(RATIO, RATIO);
    if (kind === 'ticket') drawTicket(pen, a, b);
    else drawCrew(pen, a);
    if (!map.hasImage(id)) map.addImage(id, pen.getImageData(0, 0, SIZE * RATIO, SIZE * RATIO), { pixelRatio: RATIO });
  });
}
