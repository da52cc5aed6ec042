/** The permit's number in what a QR code or a person gives: the last part of an address, or the number itself. */
export function numberIn(text: string): string {
  const last = text.trim().split(/[?#]/)[0]?.replace(/\/+$/, '').split('/').at(-1) ?? '';
  try {
    return decodeURIComponent(last);
  } catch {
    return last;
  }
}
