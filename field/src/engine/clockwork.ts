/** When to synchronise: at the start, when the network or the page comes back, when it is due, when asked. */
import { liveQuery } from "dexie";

import type { FieldDatabase } from "./database";
import { type Ended, synchronise, type SyncParts } from "./sync";

/** With nothing to send, the server is still asked for news this often. */
const NEWS_EVERY_MS = 5 * 60_000;
const SOONEST_MS = 1_000;

export interface SyncState {
  isRunning: boolean;
  last: Ended | null;
  nextTryAt: number | null;
}

export class Clockwork {
  state: SyncState = { isRunning: false, last: null, nextTryAt: null };
  private timer: ReturnType<typeof setTimeout> | undefined;
  private stops: (() => void)[] = [];

  constructor(
    private readonly parts: SyncParts,
    private readonly onState: (state: SyncState) => void,
  ) {}

  start(): void {
    this.listen(window, "online", () => void this.run(true));
    this.listen(document, "visibilitychange", () => {
      if (document.visibilityState === "visible") void this.run(false);
    });
    // Something new in the outbox, also from another tab, is sent at once.
    const watched = liveQuery(() => this.parts.db.outbox.where("state").equals("waiting").count());
    let before = 0;
    const watching = watched.subscribe((count) => {
      if (count > before) void this.run(true);
      before = count;
    });
    this.stops.push(() => watching.unsubscribe());
    void this.run(true);
  }

  stop(): void {
    clearTimeout(this.timer);
    for (const stop of this.stops.splice(0)) stop();
  }

  async run(isAsked: boolean): Promise<Ended> {
    if (this.state.isRunning) return "busy";
    clearTimeout(this.timer);
    this.tell({ isRunning: true });
    let last: Ended = "refused";
    try {
      last = await synchronise(this.parts, isAsked);
    } finally {
      this.tell({ isRunning: false, last });
      await this.wind();
    }
    return last;
  }

  private tell(changed: Partial<SyncState>): void {
    this.state = { ...this.state, ...changed };
    this.onState(this.state);
  }

  private async wind(): Promise<void> {
    const nextTryAt = await nextTry(this.parts.db, this.parts.now());
    this.tell({ nextTryAt });
    const wait = Math.max(SOONEST_MS, nextTryAt - this.parts.now());
    this.timer = setTimeout(() => void this.run(false), wait);
  }

  private listen(target: EventTarget, event: string, act: () => void): void {
    target.addEventListener(event, act);
    this.stops.push(() => target.removeEventListener(event, act));
  }
}

/** The pause after a lost network, else the first item that is due, else the next asking for news. */
export async function nextTry(db: FieldDatabase, now: number): Promise<number> {
  const { until } = await db.pause();
  if (until > now) return until;
  const items = await db.outbox.where("state").equals("waiting").toArray();
  return Math.min(now + NEWS_EVERY_MS, ...items.map((item) => item.next_try_at));
}
