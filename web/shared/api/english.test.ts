import { describe, expect, it } from 'vitest';
import { inEnglish } from './english';

describe('refusals in English', () => {
  it.each([
    ['处置反馈还缺：照片、处置说明。', 'Still missing: a photo, a note.'],
    ['还缺：理由。', 'Still missing: a reason.'],
    ['照片 31 MB，超过 20 MB，请缩小后再传。', 'The file is larger than 20 MB. Make it smaller and try again.'],
    ['PIN 不正确，还可以试 3 次。', 'Wrong PIN. 3 tries left.'],
    ['ticket: 当前状态「结案」不能执行 void；可执行：evaluate。', 'This step is not possible in the present state. Read it again.'],
  ])('%s', (zh, en) => expect(inEnglish(zh)).toBe(en));
  it('says nothing rather than something in the wrong language', () => expect(inEnglish('一句没有译文的话。')).toBeNull());
  it('leaves English alone', () => expect(inEnglish('Not found')).toBe('Not found'));
});
