/**
 * Room kept free for words. When photographs have filled the disk, a browser takes not a single letter more, and cannot even write
 * down a receipt: then this is given up, and everything small finds room again. It lies beside the database, because a database
 * does not give back what was deleted from it at once.
 */
import { isNoRoom } from "./storage";

/** Another beginning than the kept page's (worker/shell.ts), which is cleared with each version. */
const RESERVE = "diebian-reserve";
const ADDRESS = "/field/reserve";
const RESERVE_BYTES = 4 * 1024 * 1024;

/** At the start, and when something has been sent. Where there is no room for it, there is none to keep. */
export async function layAside(): Promise<void> {
  if (!("caches" in globalThis)) return;
  try {
    const shelf = await caches.open(RESERVE);
    if (!(await shelf.match(ADDRESS))) await shelf.put(ADDRESS, new Response(new Uint8Array(RESERVE_BYTES)));
  } catch (error) {
    if (!isNoRoom(error)) throw error;
  }
}

/** Whether there was anything to give up. */
async function giveUp(): Promise<boolean> {
  return "caches" in globalThis && (await caches.open(RESERVE)).delete(ADDRESS);
}

/** Does the work; if it finds no room, once more with the reserve. For small things: a photograph would only eat it up. */
export async function withReserve<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!isNoRoom(error) || !(await giveUp())) throw error;
    return work();
  }
}
