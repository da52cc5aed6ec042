import { describe, expect, it } from 'vitest';
import type { StoryStep } from '@shared/api';
import { activeFrame, currentStep, frameUrl } from './frames';

const step = (key: string, done: boolean, frame: StoryStep['frame'] = 'citizen'): StoryStep => ({ key, done, frame, at: null, title: '', title_en: '', who: '', who_en: '', why: '', why_en: '', rule: '', rule_en: '' });
const nothing = { receipt: null, code: null, ticket: null, officer_key: 'officer' };

describe('the four frames', () => {
  it('show an empty phone before there is a report', () => {
    expect(frameUrl('citizen', nothing)).toBe('/');
    expect(frameUrl('command', nothing)).toBe('/command?demo=dispatcher&compact=1');
    expect(frameUrl('field', nothing)).toBe('/field?demo=officer');
  });
  it('follow the report once it has a receipt, a ticket and an officer', () => {
    const story = { receipt: 'R 1', code: 'c', ticket: 'T1', officer_key: 'officer:3' };
    expect(frameUrl('citizen', story)).toBe('/track/R%201?code=c');
    expect(frameUrl('command', story)).toBe('/command?demo=dispatcher&compact=1&follow=T1');
    expect(frameUrl('field', story)).toBe('/field?demo=officer%3A3&follow=T1');
  });
  it('light up where the latest step happened', () => {
    const steps = [step('a', true), step('b', true, 'field'), step('c', false, 'record')];
    expect(currentStep(steps)).toBe(1);
    expect(activeFrame({ steps })).toBe('field');
    expect(currentStep([step('a', false)])).toBe(0);
    expect(activeFrame({ steps: [] })).toBe('citizen');
  });
});
