/** Room on the phone, and the browser's promise not to clear it. */

export interface Room {
  isKept: boolean;
  used: number;
  whole: number;
}

/** What a photograph takes as long as none was made on this phone. */
const USUAL_PHOTO_BYTES = 800_000;
/** Told from here on: a day's work, so that there is time to send or clear something. */
const FEW_PHOTOS = 150;

export async function askToKeep(): Promise<boolean> {
  if (!navigator.storage?.persist) return false;
  return (await navigator.storage.persisted()) || navigator.storage.persist();
}

export async function roomNow(): Promise<Room> {
  const isKept = (await navigator.storage?.persisted?.()) ?? false;
  const { usage = 0, quota = 0 } = (await navigator.storage?.estimate?.()) ?? {};
  return { isKept, used: usage, whole: quota };
}

/** How many photographs of this size still fit; null when the browser does not say. */
export function photosLeft({ used, whole }: Room, photoBytes = 0): number | null {
  if (whole <= 0) return null;
  return Math.floor(Math.max(0, whole - used) / (photoBytes || USUAL_PHOTO_BYTES));
}

export function isScarce(left: number | null): left is number {
  return left !== null && left < FEW_PHOTOS;
}

/** The disk is full, or the browser gives no more of it. Libraries wrap what the browser said. */
export function isNoRoom(error: unknown): boolean {
  for (let at: unknown = error, depth = 0; at && typeof at === "object" && depth < 5; depth += 1) {
    const { name, inner } = at as { name?: unknown; inner?: unknown };
    if (name === "QuotaExceededError") return true;
    at = inner;
  }
  return false;
}
