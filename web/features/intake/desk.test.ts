import { describe, expect, it } from 'vitest';
import type { Waiting } from '@shared/api';
import { draftOf, keyAction, lacking, lineOf } from './desk';

const key = (name: string, more: Partial<KeyboardEvent> = {}): Parameters<typeof keyAction>[0] => ({ key: name, ctrlKey: false, metaKey: false, altKey: false, ...more });
const report = { matter: null, lng: 120.1, lat: 30.2, missing: ['matter'], area_name: '示范街道' } as unknown as Waiting;

describe('the acceptor’s keys', () => {
  it('moves, chooses, opens', () => {
    expect(keyAction(key('j'), false)).toEqual({ kind: 'move', by: 1 });
    expect(keyAction(key('K'), false)).toEqual({ kind: 'move', by: -1 });
    expect(keyAction(key('3'), false)).toEqual({ kind: 'candidate', index: 2 });
    expect(keyAction(key('m'), false)).toEqual({ kind: 'matter' });
    expect(keyAction(key('7'), false)).toBeNull();
  });
  it('leaves letters to whoever types', () => {
    expect(keyAction(key('r'), true)).toBeNull();
    expect(keyAction(key('1'), true)).toBeNull();
    expect(keyAction(key('Enter', { ctrlKey: true }), true)).toEqual({ kind: 'complete' });
  });
  it('leaves the browser its own shortcuts', () => expect(keyAction(key('l', { ctrlKey: true }), false)).toBeNull());
});

describe('a draft', () => {
  it('takes what is known and no guess', () => {
    const draft = draftOf(report);
    expect(draft.point).toEqual({ lng: 120.1, lat: 30.2 });
    expect(lacking(draft)).toEqual(['matter']);
  });
  it('has no place where the report has none that counts', () => {
    expect(lacking(draftOf({ ...report, missing: ['place', 'matter'] }))).toEqual(['matter', 'place']);
  });
});

describe('a report in one line', () => {
  const bare = { text: '', category: '', address: '', receipt: '2611260000001', notes: [] };
  const note = { id: 'n', url: '/n', seconds: 23, words: '' };
  const spoken = (n: number, words: string): string => `语音留言，${n} 秒：${words || '还没有文字'}`;
  it.each([
    [{ ...bare, text: '路灯不亮', notes: [note] }, '路灯不亮'],
    [{ ...bare, category: '市容', notes: [note] }, '语音留言，23 秒：还没有文字'],
    [{ ...bare, notes: [{ ...note, words: '灯坏了' }] }, '语音留言，23 秒：灯坏了'],
    [{ ...bare, category: '市容', address: '学院路' }, '市容'],
    [{ ...bare, address: '学院路' }, '学院路'],
    [bare, '2611260000001'],
  ])('says what there is', (report, line) => expect(lineOf(report, spoken)).toBe(line));
});
