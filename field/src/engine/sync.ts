/** One pass: photographs, then visits and answers, then what changed on the server, then pictures for later. One at a time over all tabs of the browser. */
import { delayMs } from "./backoff";
import type { Me } from "./contract";
import type { FieldDatabase, OutboxItem, StoredFile } from "./database";
import { takeChanges } from "./feed";
import { sendFile } from "./files";
import { type Door, Refusal, Unreachable } from "./http";
import { forgetOldReceipts, postpone, sendItem, waiting } from "./outbox";
import { keepPictures } from "./pictures";

export type Ended = "done" | "busy" | "offline" | "signed_out" | "other_account" | "refused";

/** Runs the work if nobody else is at it; else gives "busy". */
export type Lock = (work: () => Promise<Ended>) => Promise<Ended>;

export interface SyncParts {
  db: FieldDatabase;
  door: Door;
  lock: Lock;
  now: () => number;
}

const SYNC_LOCK = "diebian-field-sync";

export const webLock: Lock = (work) =>
  navigator.locks.request(SYNC_LOCK, { ifAvailable: true }, (held) => (held ? work() : "busy"));

/** `isAsked`: somebody pressed the button, or the network came back; then no waiting time counts. */
export async function synchronise(parts: SyncParts, isAsked: boolean): Promise<Ended> {
  return parts.lock(async () => {
    if (!isAsked && (await parts.db.pause()).until > parts.now()) return "busy";
    const ended = await pass(parts, isAsked);
    await keepPause(parts, ended);
    return ended;
  });
}

async function pass(parts: SyncParts, isAsked: boolean): Promise<Ended> {
  try {
    const me = await parts.door.me();
    const known = await parts.db.me();
    if (known && known.user_id !== me.user_id) return "other_account";
    await parts.db.meta.put({ key: "me", value: me });
    for (const item of await waiting(parts.db)) await sendOne(parts, me, item, isAsked);
    await takeChanges(parts.db, parts.door);
    await forgetOldReceipts(parts.db, parts.now());
    await parts.db.meta.put({ key: "synced_at", value: new Date(parts.now()).toISOString() });
    await keepPictures(parts.db, parts.door, parts.now());
    return "done";
  } catch (error) {
    return endOf(error);
  }
}

function endOf(error: unknown): Ended {
  if (error instanceof Unreachable) return "offline";
  if (error instanceof Refusal) return [401, 403].includes(error.status) ? "signed_out" : "refused";
  throw error;
}

/** Only the network ends a pass: what the server chokes on does not hold up the others. */
async function sendOne(parts: SyncParts, me: Me, item: OutboxItem, isAsked: boolean): Promise<void> {
  if (!isAsked && item.next_try_at > parts.now()) return;
  if (await sendFiles(parts, me, item)) await sendItem(parts.db, parts.door, item, parts.now);
}

/** Whether all its photographs are there now. */
async function sendFiles(parts: SyncParts, me: Me, item: OutboxItem): Promise<boolean> {
  for (const sha256 of item.files) {
    const file = await parts.db.file.get(sha256);
    if (!file) {
      await parts.db.outbox.update(item.client_id, { state: "refused", message: "照片已不在本机" });
      return false;
    }
    if (file.state !== "sent" && !(await sendOneFile(parts, me, item, file))) return false;
  }
  return true;
}

async function sendOneFile({ db, door, now }: SyncParts, me: Me, item: OutboxItem, file: StoredFile): Promise<boolean> {
  try {
    const receipt = await sendFile(door, file, me.chunk_bytes);
    await db.file.update(file.sha256, { state: "sent", receipt, message: "" });
    return true;
  } catch (error) {
    if (!(error instanceof Refusal) || error.isAboutSession) throw error;
    await keepFileRefusal(db, item, file, error, now());
    return false;
  }
}

/** A photograph that the server will not take: the inspector decides, so the whole is shown as refused. */
async function keepFileRefusal(
  db: FieldDatabase,
  item: OutboxItem,
  file: StoredFile,
  refusal: Refusal,
  now: number,
): Promise<void> {
  const message = `${file.name}: ${refusal.message}`;
  if (refusal.isPassing) return postpone(db, item, message, now, refusal.retryAfterMs);
  await db.file.update(file.sha256, { state: "refused", message: refusal.message });
  await db.outbox.update(item.client_id, { state: "refused", message });
}

async function keepPause({ db, now }: SyncParts, ended: Ended): Promise<void> {
  const tries = ended === "done" ? 0 : (await db.pause()).tries + 1;
  await db.meta.put({ key: "pause", value: { tries, until: tries ? now() + delayMs(tries) : 0 } });
}
