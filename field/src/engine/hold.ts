/** One window at a time writes a draft. The others look on, take its place when it closes, or ask it to give way. */

export interface HoldEvents {
  /** The draft is this window's to write: read it anew, then write. */
  held(): void;
  /** Another window asks for it: write down what is still in hand. Nothing may be changed any more. */
  leaving(): Promise<void>;
  /** Another window has it. */
  elsewhere(): void;
}

/** A window that does not answer (asleep in the background) is passed over after this long. */
const PATIENCE_MS = 3_000;

export class Hold {
  private release: (() => void) | null = null;
  private waiting = new AbortController();
  private readonly channel: BroadcastChannel;
  private answered: (() => void) | null = null;
  private isTaking = false;
  private isOver = false;

  constructor(
    private readonly name: string,
    private readonly on: HoldEvents,
    private readonly locks: Pick<LockManager, "request"> | undefined = navigator.locks,
    private readonly patienceMs = PATIENCE_MS,
  ) {
    this.channel = new BroadcastChannel(name);
    this.channel.onmessage = (event: MessageEvent) => this.hear(event.data);
  }

  /** Ends only with `stop`. Where a browser has no locks, the revision of the draft alone guards it. */
  async start(): Promise<void> {
    if (!this.locks) return this.on.held();
    let wanted: LockOptions = { ifAvailable: true };
    while (!this.isOver) {
      await this.hold(this.locks, wanted);
      if (this.isOver) return;
      if (!this.isTaking) this.on.elsewhere();
      this.waiting = new AbortController();
      wanted = this.isTaking ? { steal: true } : { signal: this.waiting.signal };
      this.isTaking = false;
    }
  }

  get isHeld(): boolean {
    return !this.locks || this.release !== null;
  }

  /** Asks the other window to give way; one that does not answer loses it all the same. */
  async takeOver(): Promise<void> {
    if (this.release) return;
    const answer = new Promise<void>((resolve) => (this.answered = resolve));
    this.channel.postMessage("take");
    await Promise.race([answer, new Promise((resolve) => setTimeout(resolve, this.patienceMs))]);
    // With two windows the lock has come by itself; with three it may have gone to the third.
    if (this.release || this.isOver) return;
    this.isTaking = true;
    this.waiting.abort();
  }

  stop(): void {
    this.isOver = true;
    this.release?.();
    this.waiting.abort();
    this.channel.close();
  }

  private async hold(locks: Pick<LockManager, "request">, wanted: LockOptions): Promise<void> {
    try {
      await locks.request(this.name, wanted, (lock) => (lock && !this.isOver ? this.keep() : undefined));
    } catch (error) {
      // Taken by another window, or no longer waited for.
      if ((error as Error).name !== "AbortError") throw error;
    }
    this.release = null;
  }

  private keep(): Promise<void> {
    const kept = new Promise<void>((resolve) => (this.release = resolve));
    this.answered?.();
    this.on.held();
    return kept;
  }

  private hear(said: unknown): void {
    if (said === "ready") this.answered?.();
    if (said === "take" && this.release) void this.giveWay();
  }

  private async giveWay(): Promise<void> {
    const { release } = this;
    await this.on.leaving();
    release?.();
    if (!this.isOver) this.channel.postMessage("ready");
  }
}

export function draftLock(clientId: string): string {
  return `diebian-field-draft-${clientId}`;
}
