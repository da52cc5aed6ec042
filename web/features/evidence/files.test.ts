import { describe, expect, it } from 'vitest';
import { holdingLight, size, sortOf } from './files';

describe('a file of evidence', () => {
  it.each([['video/mp4', 'audiovisual'], ['audio/wav', 'audiovisual'], ['application/pdf', 'documentary'], ['image/jpeg', 'electronic'], ['', 'electronic']])('%s is first taken for %s', (media, sort) => expect(sortOf(media)).toBe(sort));
  it.each([[0, '0 B'], [1023, '1023 B'], [1024, '1 KB'], [1_048_576, '1.0 MB'], [5_500_000, '5.2 MB']])('%d bytes: %s', (n, text) => expect(size(n)).toBe(text));
});

describe('the last day of a holding', () => {
  it.each([[null, 'grey'], [30, 'green'], [3, 'green'], [2, 'yellow'], [0, 'yellow'], [-1, 'red']] as const)('%s days left: %s', (n, light) => expect(holdingLight(n)).toBe(light));
});
