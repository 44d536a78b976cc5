/** What is handed in and not yet proved to have arrived. Nothing leaves but with its receipt. */
import type { AnswerReceipt, VisitReceipt } from "./contract";
import { bodyOf } from "./check";
import { canonical, sha256OfText } from "./canonical";
import { delayMs } from "./backoff";
import type { AnswerDraft, Draft, FieldDatabase, OutboxItem, OutboxState, VisitItem } from "./database";
import { copyOf, dropUnused, holding, photosOf } from "./drafts";
import { type Door, Refusal, Unreachable } from "./http";

/** Receipts are shown for a month. */
const KEEP_RECEIPTS_MS = 30 * 24 * 3_600_000;

/** The draft becomes a thing to be sent, in one step. Handing it in twice is handing it in once. */
export async function handIn(db: FieldDatabase, draft: Draft, now: Date): Promise<void> {
  const item = await itemOf(draft, now);
  await db.transaction("rw", db.draft, db.outbox, db.assignment, async () => {
    if (await db.outbox.get(draft.client_id)) return;
    await db.outbox.add(item);
    await db.draft.delete(draft.client_id);
    if (draft.assignment_id !== null) await db.assignment.delete(draft.assignment_id);
  });
}

async function itemOf(draft: Draft, now: Date): Promise<VisitItem> {
  const body = canonical(bodyOf(draft, now.toISOString()));
  return {
    about: "visit",
    client_id: draft.client_id,
    place_name: draft.place_name,
    finding_count: draft.findings.length,
    body,
    body_sha256: await sha256OfText(body),
    files: photosOf(draft),
    draft: copyOf(draft),
    finished_at: now.toISOString(),
    state: "waiting",
    tries: 0,
    next_try_at: 0,
    message: "",
    receipt: null,
  };
}

export function waiting(db: FieldDatabase): Promise<OutboxItem[]> {
  return db.outbox.where("state").equals("waiting").sortBy("finished_at");
}

/** How a thing stands with its holder: an answer may have arrived and not been used. */
export function standingOf(item: OutboxItem): OutboxState | "kept" {
  return item.about === "answer" && item.receipt?.outcome === "kept" ? "kept" : item.state;
}

/** Everything that only this phone has: N 条仍在本机. */
export async function countOnPhone(db: FieldDatabase): Promise<number> {
  return db.outbox.where("state").notEqual("received").count();
}

/** Sends one thing whose photographs are all there. Raises Unreachable, and Refusal when the session has ended. */
export async function sendItem(db: FieldDatabase, door: Door, item: OutboxItem, now: () => number): Promise<void> {
  try {
    const receipt = await submit(door, item);
    if (receipt.client_id !== item.client_id || receipt.body_sha256 !== item.body_sha256) {
      throw new Unreachable("not the receipt of this");
    }
    await keepReceipt(db, item, receipt);
  } catch (error) {
    if (!(error instanceof Refusal) || error.isAboutSession) throw error;
    await keepRefusal(db, item, error, now());
  }
}

function submit(door: Door, { about, body, body_sha256 }: OutboxItem): Promise<VisitReceipt | AnswerReceipt> {
  return about === "visit" ? door.submit("visits", body, body_sha256) : door.submit("answers", body, body_sha256);
}

/** With the receipt, and only then, the phone lets go of the photographs. */
async function keepReceipt(db: FieldDatabase, item: OutboxItem, receipt: VisitReceipt | AnswerReceipt): Promise<void> {
  await db.transaction("rw", holding(db), async () => {
    await db.outbox.update(item.client_id, { state: "received", receipt, draft: null, message: "", next_try_at: 0 });
    await dropUnused(db);
  });
}

async function keepRefusal(db: FieldDatabase, item: OutboxItem, refusal: Refusal, now: number): Promise<void> {
  const { message } = refusal;
  if (refusal.status === 424) await sendAgain(db, filesIn(refusal, item));
  if (isRival(item, refusal)) await db.outbox.update(item.client_id, { state: "rival", message });
  else if (isFinal(item, refusal)) await db.outbox.update(item.client_id, { state: "refused", message });
  else await postpone(db, item, message, now, refusal.retryAfterMs);
}

function isRival({ about }: OutboxItem, { status, fields }: Refusal): boolean {
  return about === "visit" && status === 409 && !!fields["rival"];
}

/** 404 is the place's, or the task's: it lies no longer within reach. 409 of an answer: another one has its number. */
function isFinal({ about }: OutboxItem, refusal: Refusal): boolean {
  return !refusal.isPassing || refusal.status === 404 || (about === "answer" && refusal.status === 409);
}

function filesIn(refusal: Refusal, item: OutboxItem): string[] {
  const named = (refusal.fields["files"] ?? "").match(/[0-9a-f]{64}/g) ?? [];
  return named.length ? named : item.files;
}

/** The server has lost them, or never had them: believe it. */
async function sendAgain(db: FieldDatabase, files: string[]): Promise<void> {
  await db.file.where("sha256").anyOf(files).modify({ state: "waiting", receipt: null });
}

export async function postpone(
  db: FieldDatabase,
  item: OutboxItem,
  message: string,
  now: number,
  atLeastMs = 0,
): Promise<void> {
  const tries = item.tries + 1;
  const wait = Math.max(atLeastMs, delayMs(tries));
  await db.outbox.update(item.client_id, { tries, message, next_try_at: now + wait });
}

/** What was refused is opened again as a new draft: what was taken in the street is never thrown away. */
export async function reopen(db: FieldDatabase, clientId: string): Promise<Draft | AnswerDraft | null> {
  return db.transaction("rw", holding(db), async () => {
    const item = await db.outbox.get(clientId);
    if (!item?.draft || item.state !== "refused") return null;
    await db.outbox.delete(clientId);
    const again = { client_id: crypto.randomUUID() };
    if (item.about === "visit") return added(db.draft, { ...item.draft, ...again });
    return added(db.answerDraft, { ...item.draft, ...again });
  });
}

async function added<D>(table: { add: (draft: D) => PromiseLike<unknown> }, draft: D): Promise<D> {
  await table.add(draft);
  return draft;
}

/** A visit whose other copy the office decides on: seen and put away by the inspector. */
export async function putAway(db: FieldDatabase, clientId: string): Promise<void> {
  await db.transaction("rw", holding(db), async () => {
    const item = await db.outbox.get(clientId);
    if (item?.state !== "rival") return;
    await db.outbox.delete(clientId);
    await dropUnused(db);
  });
}

export async function forgetOldReceipts(db: FieldDatabase, now: number): Promise<void> {
  const before = new Date(now - KEEP_RECEIPTS_MS).toISOString();
  await db.outbox
    .where("finished_at")
    .below(before)
    .and((item) => item.state === "received")
    .delete();
}
