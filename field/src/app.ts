/** The app as it is now: who uses it, the database, what synchronising does, and what must be told. */
import { nextTick, reactive, shallowRef } from "vue";

import { Clockwork, type SyncState } from "./engine/clockwork";
import type { Me } from "./engine/contract";
import { FieldDatabase } from "./engine/database";
import { AnswerKeeper, DraftKeeper } from "./engine/drafts";
import { Door, Refusal, Unreachable } from "./engine/http";
import { keepMark, lookForEmptied, shelvesOf } from "./engine/marker";
import { layAside, withReserve } from "./engine/reserve";
import { askToKeep, isScarce, photosLeft, roomNow } from "./engine/storage";
import { type Ended, webLock } from "./engine/sync";
import { language, t, type WordKey } from "./words";

/** Whose database to open when there is no network to ask. */
const LAST_USER = "diebian.field.user";
export const SIGN_IN = "/accounts/login/?next=/field/";

export interface Opened {
  db: FieldDatabase;
  keeper: DraftKeeper;
  answerKeeper: AnswerKeeper;
  clockwork: Clockwork;
}

export type Stage = "opening" | "first_use" | "sign_in" | "open";

export const app = reactive({
  stage: "opening" as Stage,
  sync: { isRunning: false, last: null, nextTryAt: null } as SyncState,
  /** Set when few photographs still fit. */
  photosLeft: null as number | null,
  /** Set when the browser has emptied the database: how much had not arrived. */
  emptied: null as number | null,
  message: "",
});

let toldAt = 0;
let stopMarking = (): void => {};
export const opened = shallowRef<Opened | null>(null);
const door = new Door((input, init) => fetch(input, init), () => language.value);

/** The open database; screens are shown only when there is one. */
export function phone(): Opened {
  if (!opened.value) throw new Error("the database is not open");
  return opened.value;
}

/** When what was typed last is on the disk. */
export async function settled(): Promise<void> {
  await nextTick();
  await Promise.all([opened.value?.keeper.settled(), opened.value?.answerKeeper.settled()]);
}

/** Said once, on this screen and the one that comes right after. */
export function say(text: string): void {
  app.message = text;
  toldAt = Date.now();
}

export function tell(key: WordKey, told: Record<string, string | number> = {}): void {
  say(t(key, told));
}

export function forgetMessage(): void {
  if (Date.now() - toldAt > 1000) app.message = "";
}

/** Opens what was used last; at the first use the server must say who this is. */
export async function openApp(): Promise<void> {
  const last = Number(localStorage.getItem(LAST_USER) ?? 0);
  if (last) return openAs(last);
  try {
    await openAs((await door.me()).user_id);
  } catch (error) {
    if (error instanceof Refusal) app.stage = "sign_in";
    else if (error instanceof Unreachable) app.stage = "first_use";
    else throw error;
  }
}

async function openAs(userId: number): Promise<void> {
  await layAside(); // before the database reckons with the room
  const db = new FieldDatabase(userId);
  // Another window has taken a new version with other tables: this one follows. What was typed is written already.
  db.on("versionchange", () => {
    db.close();
    location.reload();
  });
  await db.open();
  const shelves = shelvesOf(userId);
  app.emptied = await lookForEmptied(db, shelves);
  stopMarking = keepMark(db, shelves);
  const parts = { db, door, lock: (work: () => Promise<Ended>) => webLock(() => withReserve(work)), now: () => Date.now() };
  const clockwork = new Clockwork(parts, onSync);
  const [keeper, answerKeeper] = [new DraftKeeper(db, withReserve), new AnswerKeeper(db, withReserve)];
  opened.value = { db, keeper, answerKeeper, clockwork };
  localStorage.setItem(LAST_USER, String(userId));
  app.stage = "open";
  clockwork.start();
  await askToKeep();
  await lookAtRoom();
}

/** What has arrived has made room. */
async function afterSync(): Promise<void> {
  await layAside();
  await lookAtRoom();
}

function onSync(state: SyncState): void {
  const hasEnded = app.sync.isRunning && !state.isRunning;
  app.sync = state;
  if (hasEnded && opened.value) void afterSync();
}

/** Told before it fails: how many photographs still fit. */
export async function lookAtRoom(): Promise<void> {
  const left = photosLeft(await roomNow(), await usualPhoto(phone().db));
  app.photosLeft = isScarce(left) ? left : null;
}

/** Known better than any estimate: browsers that guard against being recognised tell of room that is not there. */
export function noteFull(): void {
  app.photosLeft = 0;
}

/** What the photographs of this phone take, each. */
async function usualPhoto(db: FieldDatabase): Promise<number> {
  const files = await db.file.limit(20).toArray();
  return files.reduce((sum, file) => sum + file.size, 0) / Math.max(1, files.length);
}

/** Somebody else has signed in on this phone: their own database from now on; this one stays as it is. */
export async function useOtherAccount(): Promise<void> {
  const me: Me = await door.me();
  phone().clockwork.stop();
  stopMarking();
  phone().db.close();
  opened.value = null;
  app.stage = "opening";
  await openAs(me.user_id);
}
