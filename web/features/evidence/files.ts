/** "audiovisual" for what moves or sounds, "electronic" for pictures, "documentary" for paper: a first guess that the person may change. */
export const sortOf = (media: string): string => (/^(video|audio)\//.test(media) ? 'audiovisual' : media === 'application/pdf' ? 'documentary' : 'electronic');

export function size(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  return bytes < 1024 * 1024 ? `${Math.round(bytes / 1024)} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

/** How urgent a holding is: its last day is law, so two days before it turns amber. */
export const holdingLight = (daysLeft: number | null): 'grey' | 'green' | 'yellow' | 'red' => (daysLeft === null ? 'grey' : daysLeft < 0 ? 'red' : daysLeft <= 2 ? 'yellow' : 'green');
