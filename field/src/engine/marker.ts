/** Whether a browser has emptied the database behind our back: it is compared with a mark kept outside of it. */
import { liveQuery } from "dexie";

import { isBegun } from "./answers";
import type { FieldDatabase } from "./database";

/** A place for one short text that is not cleared together with the database. */
export interface Shelf {
  read(): string | null;
  write(text: string): void;
}

/**
 * How many drafts and visits that had not arrived are gone; null when nothing was emptied (or all there ever was, together with
 * every mark: then nobody can know).
 */
export async function lookForEmptied(db: FieldDatabase, shelves: Shelf[]): Promise<number | null> {
  if (await db.meta.get("made")) return null;
  const marks = shelves.flatMap((shelf) => shelf.read() ?? []);
  // A database of an older version has no mark, and neither have the shelves.
  await db.meta.put({ key: "made", value: new Date().toISOString() });
  return marks.length ? Math.max(...marks.map(unsentIn)) : null;
}

function unsentIn(mark: string): number {
  return /^\d{1,6}$/.test(mark) ? Number(mark) : 0;
}

/** Writes down how much only this phone has, now and whenever it changes; the result ends that. */
export function keepMark(db: FieldDatabase, shelves: Shelf[]): () => void {
  const watching = liveQuery(() => countUnsent(db)).subscribe((count) => {
    for (const shelf of shelves) shelf.write(String(count));
  });
  return () => watching.unsubscribe();
}

async function countUnsent(db: FieldDatabase): Promise<number> {
  const answers = await db.answerDraft.filter(isBegun).count();
  return answers + (await db.draft.count()) + (await db.outbox.where("state").notEqual("received").count());
}

/** Some browsers clear all that scripts have written at once, others only the large things. */
export function shelvesOf(userId: number): Shelf[] {
  const [key, cookie] = [`diebian.field.unsent.${userId}`, `diebian_field_unsent_${userId}`];
  return [
    { read: () => localStorage.getItem(key), write: (text) => localStorage.setItem(key, text) },
    {
      read: () => document.cookie.match(new RegExp(`(?:^|; )${cookie}=(\\d+)`))?.[1] ?? null,
      write: (text) => {
        const safely = location.protocol === "https:" ? "; Secure" : "";
        document.cookie = `${cookie}=${text}; Path=/field/; Max-Age=31536000; SameSite=Strict${safely}`;
      },
    },
  ];
}
