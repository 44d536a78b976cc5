/** The browser's locks, as far as they are used: at once or not at all, in turn, given up waiting, taken by force. */
interface Held {
  reject(reason: unknown): void;
}

export class Locks {
  private held = new Map<string, Held>();
  private turns = new Map<string, (() => void)[]>();

  request = (async (name: string, options: LockOptions, work: (lock: Lock | null) => unknown) => {
    if (options.ifAvailable && this.held.has(name)) return work(null);
    if (options.steal) this.held.get(name)?.reject(aborted());
    else if (this.held.has(name)) await this.turn(name, options.signal);
    return this.run(name, work);
  }) as LockManager["request"];

  private turn(name: string, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const waiting = this.turns.get(name) ?? [];
      this.turns.set(name, waiting);
      waiting.push(resolve);
      signal?.addEventListener("abort", () => {
        waiting.splice(waiting.indexOf(resolve), 1);
        reject(aborted());
      });
    });
  }

  private async run(name: string, work: (lock: Lock | null) => unknown): Promise<unknown> {
    let mine: Held | undefined;
    const stolen = new Promise<never>((_, reject) => (mine = { reject }));
    if (mine) this.held.set(name, mine);
    try {
      return await Promise.race([work({ name, mode: "exclusive" }), stolen]);
    } finally {
      if (this.held.get(name) === mine) {
        this.held.delete(name);
        this.turns.get(name)?.shift()?.();
      }
    }
  }
}

function aborted(): DOMException {
  return new DOMException("", "AbortError");
}
