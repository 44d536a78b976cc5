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

/** Fetches what is missing and lets the oldest go. Pictures are a help: what fails here fails nothing else. */
export async function keepPictures(db: FieldDatabase, door: Door, now: number, bounds: Bounds = BOUNDS): Promise<void> {
  const wanted = wantedPictures(await db.task.toArray());
  await db.picture.where("address").anyOf(wanted).modify({ wanted_at: now });
  const here = new Set(await db.picture.toCollection().primaryKeys());
  for (const address of wanted.filter((one) => !here.has(one))) {
    if ((await isSomethingWaiting(db, now)) || !(await keepOne(db, door, address, now, bounds))) break;
  }
  await dropOldest(db, bounds.bytes);
}

/** What was handed in meanwhile goes first; the pictures that are still missing come with the next pass. */
async function isSomethingWaiting(db: FieldDatabase, now: number): Promise<boolean> {
  const due = db.outbox.where("state").equals("waiting").and((item) => item.next_try_at <= now);
  return (await due.count()) > 0;
}

/** False: no more now, because the network is away or the room is full of what is wanted. */
async function keepOne(db: FieldDatabase, door: Door, address: string, now: number, bounds: Bounds): Promise<boolean> {
  try {
    const { bytes, type } = await door.picture(address);
    if (bytes.byteLength > bounds.each) return true;
    const wanted = await db.picture.where("wanted_at").aboveOrEqual(now).toArray();
    if (sizeOf(wanted) + bytes.byteLength > bounds.bytes) return false;
    await put(db, { address, bytes, type }, now);
    return true;
  } catch (error) {
    // Gone, or not for him: the next one may be there. A session that ended is told by everything else.
    if (error instanceof Refusal) return error.status === 404 || error.status === 410;
    // The room that is left is for what the holder makes himself.
    if (error instanceof Unreachable || isNoRoom(error)) return false;
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
