import type { Line } from '@shared/reader';
import { type Party, readIdNumber } from './model';

// An identity card's front out of the lines of its photo. What is taken without asking is only what agrees: the number's check digit
// holds (GB 11643), and the birthday and sex that are printed are those that the number says. Everything else is shown and asked.

export type Doubt = 'number' | 'born' | 'sex' | 'name' | 'address';
export type Card = { name: string; id_no: string; sex: '男' | '女' | ''; born: string; address: string };
/** `sure`: nothing left to ask. */
export type CardRead = { card: Card; doubts: readonly Doubt[]; sure: boolean };
type Placed = Pick<Line, 'text' | 'x' | 'y' | 'width' | 'height' | 'angle'>;

const LABELS = { name: /^姓\s*名/, sex: /性\s*别/, nation: /民\s*族/, born: /^出\s*生/, address: /^住\s*址/, number: /公民身份号码|身份号码|公民身份/ } as const;
const NUMBER = /\d{17}[\dX]/;

/** Lines side by side are one row, left to right; a tilted card is straightened first. Top row first. */
export function rowsOf(lines: readonly Placed[]): string[][] {
  const tilt = median(lines.filter((l) => l.width > 2 * l.height).map((l) => l.angle));
  const [cos, sin] = [Math.cos(tilt), Math.sin(tilt)];
  const level = lines.map((l) => ({ text: l.text, x: l.x * cos + l.y * sin, y: l.y * cos - l.x * sin, height: l.height })).sort((a, b) => a.y - b.y);
  const rows: (typeof level)[] = [];
  for (const line of level) {
    const row = rows.at(-1);
    const [first] = row ?? [];
    if (row !== undefined && first !== undefined && Math.abs(first.y - line.y) < 0.6 * Math.min(first.height, line.height)) row.push(line);
    else rows.push([line]);
  }
  return rows.map((row) => row.sort((a, b) => a.x - b.x).map((l) => l.text));
}

const median = (all: readonly number[]): number => all.toSorted((a, b) => a - b)[Math.floor(all.length / 2)] ?? 0;
/** Digits that a reader takes for letters; only where nothing but a number can stand. */
const digits = (text: string): string => text.replaceAll(/\s/g, '').toUpperCase().replaceAll(/[OQD]/g, '0').replaceAll(/[IL|]/g, '1').replaceAll('×', 'X');
const plain = (text: string): string => text.replaceAll(/[\s:：·•]/g, '');

/** The front of a card, or null when the lines are no card's: no number and no name on it. */
export function readCard(lines: readonly Placed[]): CardRead | null {
  const rows = rowsOf(lines).map((parts) => parts.map(plain).join('')).filter((r) => r !== '');
  const id_no = rows.map((r) => NUMBER.exec(digits(r.replace(LABELS.number, '')))?.[0] ?? '').find((n) => readIdNumber(n) !== null) ?? '';
  const name = after(rows, LABELS.name);
  if (id_no === '' && name === '') return null;
  const card: Card = { name, id_no, sex: sexOf(rows), born: bornOf(rows), address: addressOf(rows) };
  const says = readIdNumber(id_no);
  const doubts: Doubt[] = [
    ...(says === null ? ['number' as const] : []), ...(says !== null && card.born !== says.born ? ['born' as const] : []),
    ...(says !== null && card.sex !== says.sex ? ['sex' as const] : []), ...(/^[\u4e00-\u9fff㐀-䶿]{2,15}$/.test(name) ? [] : ['name' as const]), ...(card.address.length < 4 ? ['address' as const] : []),
  ];
  return { card, doubts, sure: doubts.length === 0 };
}

const after = (rows: readonly string[], label: RegExp): string => rows.find((r) => label.test(r))?.replace(label, '') ?? '';

function sexOf(rows: readonly string[]): Card['sex'] {
  const row = rows.find((r) => LABELS.sex.test(r) || LABELS.nation.test(r)) ?? '';
  const said = /[男女]/.exec(row.replace(/民族.*/, ''))?.[0];
  return said === '男' || said === '女' ? said : '';
}

function bornOf(rows: readonly string[]): string {
  const [, year, month, day] = rows.map((r) => /(\d{4})年(\d{1,2})月(\d{1,2})日?/.exec(digits(r).replaceAll('臼', '日'))).find((m) => m !== null) ?? [];
  return year === undefined ? '' : `${year}-${month?.padStart(2, '0')}-${day?.padStart(2, '0')}`;
}

/** All rows from the label to the number: an address runs over up to three. */
function addressOf(rows: readonly string[]): string {
  const from = rows.findIndex((r) => LABELS.address.test(r));
  if (from < 0) return '';
  const to = rows.findIndex((r, i) => i > from && (LABELS.number.test(r) || NUMBER.test(digits(r))));
  return rows.slice(from, to < 0 ? from + 3 : Math.min(to, from + 3)).join('').replace(LABELS.address, '');
}

/** As a party of a case. */
export function partyOf({ name, id_no, address }: Card): Party | null {
  const says = readIdNumber(id_no);
  return says === null || name === '' ? null : { kind: 'citizen', name, id_no, ...says, ...(address === '' ? {} : { address }) };
}

export type Reads = (photo: Blob, turned: number) => Promise<{ lines: readonly Placed[]; onSide: boolean }>;

/** Upright first, then on its sides, then on its head: whichever says the most. Null when nothing on it is a card's. */
export async function photographed(photo: Blob, read: Reads): Promise<CardRead | null> {
  let best: CardRead | null = null;
  let onSide: boolean | null = null;
  for (const turned of [0, 1, 3, 2]) {
    if (onSide !== null && onSide === (turned % 2 === 0)) continue; // its lines stand upright that way
    const told = await read(photo, turned);
    if (told.onSide) onSide = turned % 2 === 0;
    else onSide ??= turned % 2 !== 0;
    const found = readCard(told.lines);
    if (found?.sure) return found;
    if (found !== null && (best === null || found.doubts.length < best.doubts.length)) best = found;
  }
  return best;
}
