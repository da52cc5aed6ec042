import type { Story, StoryFrame, StoryStep } from '@shared/api';

export type Screen = Exclude<StoryFrame, 'record'>;

const query = (pairs: Record<string, string | null>): string =>
  Object.entries(pairs).flatMap(([k, v]) => (v === null ? [] : [`${k}=${encodeURIComponent(v)}`])).join('&');

/** What each frame shows now. The address changes only when the frame must show something else. */
export function frameUrl(frame: Screen, story: Pick<Story, 'receipt' | 'code' | 'ticket' | 'officer_key'>): string {
  const { receipt, code, ticket, officer_key: officer } = story;
  if (frame === 'citizen') {
    return receipt === null ? '/' : `/track/${encodeURIComponent(receipt)}?${query({ code })}`; // a citizen needs no account
  }
  if (frame === 'command') return `/command?${query({ demo: 'dispatcher', compact: '1', follow: ticket })}`;
  return `/field?${query({ demo: officer, follow: ticket })}`;
}

/** The step that the page talks about: the last one done, or the first. */
export function currentStep(steps: readonly StoryStep[]): number {
  const last = steps.findLastIndex((s) => s.done);
  return Math.max(0, last);
}

/** A frame lights up when the latest step happened in it. */
export const activeFrame = (story: Pick<Story, 'steps'>): StoryFrame => story.steps[currentStep(story.steps)]?.frame ?? 'citizen';
