type Tell = (data: unknown) => void;

/** Hands live events of one stream to many listeners, so that a screen opens one connection only. */
export class Bus {
  private readonly listeners = new Map<string, Set<Tell>>();

  on(name: string, tell: Tell): () => void {
    const set = this.listeners.get(name) ?? new Set<Tell>();
    this.listeners.set(name, set.add(tell));
    return () => set.delete(tell);
  }

  tell(name: string, data: unknown): void {
    this.listeners.get(name)?.forEach((tell) => tell(data));
  }

  /** Handlers for LiveStream. */
  handlers(names: readonly string[]): Record<string, Tell> {
    return Object.fromEntries(names.map((name) => [name, (data: unknown) => this.tell(name, data)]));
  }
}

/** Calls `run` at once and then at most every `ms`; a call in between is made up for at the end. */
export function atMostEvery(ms: number, run: () => void): () => void {
  let waiting: ReturnType<typeof setTimeout> | null = null;
  let again = false;
  return () => {
    if (waiting !== null) { again = true; return; }
    run();
    const rest = (): void => {
      waiting = null;
      if (!again) return;
      again = false;
      run();
      waiting = setTimeout(rest, ms);
    };
    waiting = setTimeout(rest, ms);
  };
}
