const KEEP_MS = 60_000; // long enough for the browser to have read it

/** Hand a file to the browser's downloads. */
export function saveBlob(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  Object.assign(document.createElement('a'), { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), KEEP_MS);
}

/** Show a file in a tab of its own. The tab is opened at once, while the click still counts; the file may come later. */
export async function openBlob(read: () => Promise<Blob>): Promise<void> {
  const tab = window.open('', '_blank');
  try {
    const url = URL.createObjectURL(await read());
    if (tab === null) location.assign(url); else tab.location.replace(url);
    setTimeout(() => URL.revokeObjectURL(url), KEEP_MS);
  } catch (error) {
    tab?.close();
    throw error;
  }
}
