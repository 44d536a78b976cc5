/** Room on the phone, and the browser's promise not to clear it. */

export interface Room {
  isKept: boolean;
  used: number;
  whole: number;
}

/** Less than this left: about 150 photographs. */
const LITTLE_BYTES = 60 * 1024 * 1024;

export async function askToKeep(): Promise<boolean> {
  if (!navigator.storage?.persist) return false;
  return (await navigator.storage.persisted()) || navigator.storage.persist();
}

export async function roomNow(): Promise<Room> {
  const isKept = (await navigator.storage?.persisted?.()) ?? false;
  const { usage = 0, quota = 0 } = (await navigator.storage?.estimate?.()) ?? {};
  return { isKept, used: usage, whole: quota };
}

export function isScarce({ used, whole }: Room): boolean {
  return whole > 0 && (whole - used < LITTLE_BYTES || used / whole > 0.8);
}
