/** Pictures of tasks for where there is no network: small ones of all, large ones of those that bear marks. */
import type { Task, TaskPhoto } from "./contract";
import type { FieldDatabase, PictureBytes } from "./database";
import { type Door, Refusal, Unreachable } from "./http";
import { isNoRoom } from "./storage";
import { groupedTasks } from "./tasks";

export interface Bounds {
  /** Of all pictures together. */
  bytes: number;
  /** Of a single one: what is larger is left to the network. */
  each: number;
}

export const BOUNDS: Bounds = { bytes: 40 * 1024 * 1024, each: 3 * 1024 * 1024 };

/** Addresses in the order in which they are fetched: the small ones first, of what is due first. */
export function wantedPictures(tasks: Task[]): string[] {
  const photos = groupedTasks(tasks).flatMap((group) => group.tasks.flatMap((task) => task.photos));
  const small = photos.map(({ thumb }) => thumb);
  const marked = photos.filter(({ marks }) => marks.length).map(({ url }) => url);
  return [...new Set([...small, ...marked])].filter(isOurs);
}

/** Only a path: the session must go to no other server. */
function isOurs(address: string): boolean {
  return /^\/[^/\\]/.test(address);
}

/** As many at once: on a slow line most of the time of a small picture is waiting. */
const AT_ONCE = 4;

/** Fetches what is missing and lets the oldest go. Pictures are a help: what fails here fails nothing else. */
export async function keepPictures(db: FieldDatabase, door: Door, now: number, bounds: Bounds = BOUNDS): Promise<void> {
  const wanted = wantedPictures(await tasksInHand(db));
  await db.picture.where("address").anyOf(wanted).modify({ wanted_at: now });
  const here = new Set(await db.picture.toCollection().primaryKeys());
  const missing = wanted.filter((one) => !here.has(one));
  for (let goesOn = true; goesOn && missing.length && !(await isSomethingWaiting(db, now)); ) {
    goesOn = await keepSome(db, door, missing.splice(0, AT_ONCE), now, bounds);
  }
  await dropOldest(db, bounds.bytes);
}

/** Those of the server, and those that are gone there while their answer is being made here. */
async function tasksInHand(db: FieldDatabase): Promise<Task[]> {
  const drafts = await db.answerDraft.toArray();
  return [...(await db.task.toArray()), ...drafts.map(({ task }) => task)];
}

/** What was handed in meanwhile goes first; the pictures that are still missing come with the next pass. */
async function isSomethingWaiting(db: FieldDatabase, now: number): Promise<boolean> {
  const due = db.outbox.where("state").equals("waiting").and((item) => item.next_try_at <= now);
  return (await due.count()) > 0;
}

/** False: no more now, because the network is away or the room is full of what is wanted. */
async function keepSome(db: FieldDatabase, door: Door, some: string[], now: number, bounds: Bounds): Promise<boolean> {
  const fetched = await Promise.all(some.map((address) => fetchOne(door, address)));
  for (const one of fetched) {
    if (one === "away") return false;
    if (one !== "none" && one.bytes.byteLength <= bounds.each && !(await keepOne(db, one, now, bounds.bytes))) return false;
  }
  return true;
}

/** "none": gone, or not for him; the next one may be there. A session that ended is told by everything else. */
async function fetchOne(door: Door, address: string): Promise<PictureBytes | "none" | "away"> {
  try {
    return { address, ...(await door.picture(address)) };
  } catch (error) {
    if (error instanceof Refusal) return error.status === 404 || error.status === 410 ? "none" : "away";
    if (error instanceof Unreachable) return "away";
    throw error;
  }
}

/** Whether there was room. What is left on a full phone is for what its holder makes himself. */
async function keepOne(db: FieldDatabase, found: PictureBytes, now: number, most: number): Promise<boolean> {
  const wanted = await db.picture.where("wanted_at").aboveOrEqual(now).toArray();
  if (sizeOf(wanted) + found.bytes.byteLength > most) return false;
  try {
    await put(db, found, now);
    return true;
  } catch (error) {
    if (isNoRoom(error)) return false;
    throw error;
  }
}

async function put(db: FieldDatabase, found: PictureBytes, now: number): Promise<void> {
  await db.transaction("rw", db.picture, db.pictureBytes, async () => {
    await db.picture.put({ address: found.address, size: found.bytes.byteLength, wanted_at: now });
    await db.pictureBytes.put(found);
  });
}

async function dropOldest(db: FieldDatabase, most: number): Promise<void> {
  await db.transaction("rw", db.picture, db.pictureBytes, async () => {
    const kept = await db.picture.orderBy("wanted_at").toArray();
    const gone: string[] = [];
    for (let size = sizeOf(kept); size > most; ) {
      const oldest = kept.shift();
      if (!oldest) break;
      size -= oldest.size;
      gone.push(oldest.address);
    }
    await db.picture.bulkDelete(gone);
    await db.pictureBytes.bulkDelete(gone);
  });
}

function sizeOf(pictures: { size: number }[]): number {
  return pictures.reduce((sum, { size }) => sum + size, 0);
}

/** What there is to show of a photograph: from the phone, from the network if there is one, or too little. */
export type Shown =
  | { from: "phone"; picture: PictureBytes; isSmall: boolean }
  | { from: "network"; address: string }
  | { from: "nowhere" };

/** `isCut`: the network was tried for this and gave nothing. A small picture is better than none. */
export async function shown(db: FieldDatabase, photo: TaskPhoto, isLarge: boolean, isCut: boolean): Promise<Shown> {
  const large = await db.pictureBytes.get(photo.url);
  const small = await db.pictureBytes.get(photo.thumb);
  const best = isLarge ? large : (small ?? large);
  if (best) return { from: "phone", picture: best, isSmall: false };
  if (!isCut) return { from: "network", address: isLarge ? photo.url : photo.thumb };
  return small ? { from: "phone", picture: small, isSmall: true } : { from: "nowhere" };
}
