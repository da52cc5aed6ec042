import { encode } from 'uqr';
import type { Agency, Paper, PaperField, PaperKind, Strokes } from './model';

// The slip that is handed over: 80 mm wide, drawn by the phone itself on a canvas, so that no printer needs a Chinese font. Pure part:
// what stands on it, line by line. The other part draws the lines.

export const WIDTH = 576; // dots of an 80 mm head at 203 dpi
const MARGIN = 16;
export type Line = { text: string; size: number; bold?: boolean; centre?: boolean } | { rule: true } | { strokes: Strokes; caption: string } | { qr: string };

const yuan = (fen: number): string => `${(fen / 100).toFixed(2)} 元`;
const moment = (iso: string): string => { const here = new Date(new Date(iso).getTime() + 8 * 3_600_000).toISOString(); return `${here.slice(0, 10)} ${here.slice(11, 16)}`; }; // China's time, whatever the phone's
type Shown = Record<string, unknown>;
const list = (value: unknown): readonly Shown[] => (Array.isArray(value) ? (value as Shown[]) : []);

/** One field's value in words, as the person who gets the paper reads it. */
export function shown(field: PaperField, value: unknown): string {
  const choice = field.choices[String(value)];
  if (choice !== undefined) return choice;
  if (field.type === 'money') return yuan(Number(value));
  if (field.type === 'moment') return moment(String(value));
  if (field.type === 'flag') return value === true ? '是' : '否';
  if (field.type === 'party') { const p = value as Shown; return [p['name'], p['sex'], p['id_no'], p['address']].filter(Boolean).join('，'); }
  if (field.type === 'violation') return String((value as Shown)['name']);
  if (field.type === 'officers') return list(value).map((o) => `${String(o['name'])}（${String(o['certificate'])}）`).join('、');
  if (field.type === 'evidence') return list(value).map((o) => String(o['name'])).join('、');
  return Array.isArray(value) ? value.map(String).join('；') : String(value);
}

const ROLES: Readonly<Record<string, string>> = { officer: '执法人员', party: '当事人', head: '负责人' };

export function titleOf(kind: PaperKind, fields: Shown): string {
  const own = Object.entries(kind.titles).find(([condition]) => { const [name, code] = condition.split('='); return fields[name ?? ''] === code; });
  return own?.[1] ?? kind.name;
}

/** What stands on the slip, from top to bottom. */
export function linesOf(kind: PaperKind, paper: Pick<Paper, 'fields' | 'signatures' | 'number' | 'by_hand'>, agency: Agency, proof: string): Line[] {
  const said = kind.fields.filter((f) => paper.fields[f.id] !== undefined && paper.fields[f.id] !== '');
  const remedies = kind.remedies.replace('{reconsideration}', agency.reconsideration ?? '本级人民政府').replace('{court}', agency.court ?? '有管辖权的人民法院').replace(/\s+/g, '');
  return [
    { text: agency.name, size: 26, centre: true }, { text: titleOf(kind, paper.fields), size: 34, bold: true, centre: true }, { text: paper.number, size: 24, centre: true }, { rule: true },
    ...said.map((f): Line => ({ text: `${f.name}：${shown(f, paper.fields[f.id])}`, size: 24 })),
    ...(remedies === '' ? [] : [{ rule: true } as const, { text: remedies, size: 22 }]), { rule: true },
    ...paper.signatures.map((s): Line => (s.refused === undefined || s.refused === '' ? { strokes: s.strokes ?? [], caption: `${ROLES[s.role] ?? s.role}：${s.name}  ${moment(s.signed_at)}` } : { text: `${ROLES[s.role] ?? s.role}：${s.name} 拒绝签名（${s.refused}）`, size: 24 })),
    ...paper.by_hand.map((role): Line => ({ text: `${ROLES[role] ?? role}：＿＿＿＿＿＿＿＿`, size: 24 })),
    { rule: true }, { qr: proof }, { text: [agency.name, agency.phone].filter(Boolean).join(' · '), size: 20, centre: true },
  ];
}

type Pen = Pick<CanvasRenderingContext2D, 'font' | 'fillStyle' | 'strokeStyle' | 'lineWidth' | 'lineCap' | 'lineJoin' | 'textBaseline' | 'measureText' | 'fillText' | 'fillRect' | 'beginPath' | 'moveTo' | 'lineTo' | 'stroke'>;
const FONT = "'Noto Sans CJK SC', 'Source Han Sans SC', 'PingFang SC', 'Microsoft YaHei', sans-serif";

/** Breaks a text where the line is full; Chinese may break anywhere, a number or a Latin word not. */
export function broken(text: string, room: number, measure: (part: string) => number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const part of text.match(/[A-Za-z0-9.,:/-]+|[\s\S]/gu) ?? []) {
    const cut = measure(part) > room ? [...part] : [part];
    for (const piece of cut) {
      if (piece === '\n' || (line !== '' && measure(line + piece) > room)) { lines.push(line); line = piece === '\n' ? '' : piece.trimStart(); } else line += piece;
    }
  }
  return [...lines, line];
}

const SIGN_HEIGHT = 120;
const QR_SIDE = 168;

/** Draws the lines, or only measures them when `ink` is false. Returns the height. */
export function draw(pen: Pen, lines: readonly Line[], ink: boolean): number {
  let y = MARGIN;
  pen.textBaseline = 'top';
  pen.fillStyle = pen.strokeStyle = '#000';
  for (const line of lines) {
    if ('rule' in line) { if (ink) pen.fillRect(MARGIN, y + 8, WIDTH - 2 * MARGIN, 2); y += 18; continue; }
    if ('qr' in line) { if (ink) drawQr(pen, line.qr, y); y += QR_SIDE + 12; continue; }
    if ('strokes' in line) { if (ink) drawStrokes(pen, line.strokes, y); y = write(pen, { text: line.caption, size: 20 }, y + SIGN_HEIGHT, ink); continue; }
    y = write(pen, line, y, ink);
  }
  return Math.ceil(y + MARGIN);
}

function write(pen: Pen, { text, size, bold = false, centre = false }: { text: string; size: number; bold?: boolean; centre?: boolean }, from: number, ink: boolean): number {
  pen.font = `${bold ? 700 : 400} ${size}px ${FONT}`;
  const measure = (part: string): number => pen.measureText(part).width;
  let y = from;
  for (const part of broken(text, WIDTH - 2 * MARGIN, measure)) {
    if (ink) pen.fillText(part, centre ? (WIDTH - measure(part)) / 2 : MARGIN, y);
    y += Math.round(size * 1.4);
  }
  return y + 4;
}

function drawQr(pen: Pen, text: string, y: number): void {
  const { data, size } = encode(text, { border: 1 });
  const dot = Math.floor(QR_SIDE / size);
  const left = Math.floor((WIDTH - dot * size) / 2);
  data.forEach((row, j) => row.forEach((dark, i) => { if (dark) pen.fillRect(left + i * dot, y + j * dot, dot, dot); }));
}

/** A signature fits its box as it was written: the glass is some 1,000 units wide and 400 high. */
function drawStrokes(pen: Pen, strokes: Strokes, y: number): void {
  const scale = SIGN_HEIGHT / 400;
  pen.lineWidth = 3;
  pen.lineCap = pen.lineJoin = 'round';
  for (const stroke of strokes) {
    pen.beginPath();
    stroke.forEach(([px, py], i) => (i === 0 ? pen.moveTo(MARGIN + px * scale, y + py * scale) : pen.lineTo(MARGIN + px * scale, y + py * scale)));
    pen.stroke();
  }
}

/** The slip as a picture: white paper, black ink. */
export function picture(lines: readonly Line[]): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  const pen = canvas.getContext('2d');
  if (pen === null) throw new Error('this browser draws no canvas');
  canvas.width = WIDTH;
  canvas.height = draw(pen, lines, false);
  pen.fillStyle = '#fff';
  pen.fillRect(0, 0, canvas.width, canvas.height);
  draw(pen, lines, true);
  return canvas;
}
