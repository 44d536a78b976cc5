/** What the phone knows of places, lists and tasks: whole once, then only what changed. */
import type { Table } from "dexie";

import type { Change, ChangeKind, Changes } from "./contract";
import type { FieldDatabase } from "./database";
import { type Door, Refusal } from "./http";
import { taskOf } from "./tasks";

/** Takes in all that changed since the last time; the number of changes. Each page is kept whole with its cursor. */
export async function takeChanges(db: FieldDatabase, door: Door): Promise<number> {
  let count = 0;
  for (let cursor = await db.cursor(), more = true; more; ) {
    const page = await pageAfter(door, cursor);
    await apply(db, page.changes, page.isFromStart);
    count += page.changes.items.length;
    // A server that names the same place twice would keep us here for ever.
    more = page.changes.more && page.changes.cursor !== cursor;
    cursor = page.changes.cursor;
  }
  return count;
}

/** A cursor that the server does not know (restored from a backup, or too old) means: all of it again. */
async function pageAfter(door: Door, cursor: string): Promise<{ changes: Changes; isFromStart: boolean }> {
  try {
    return { changes: await door.changes(cursor), isFromStart: !cursor };
  } catch (error) {
    const isUnknown = error instanceof Refusal && [400, 410, 422].includes(error.status);
    if (!cursor || !isUnknown) throw error;
    return { changes: await door.changes(""), isFromStart: true };
  }
}

export async function apply(db: FieldDatabase, changes: Changes, isFromStart: boolean): Promise<void> {
  const tables = tablesOf(db);
  await db.transaction("rw", [...Object.values(tables), db.meta, db.outbox, db.draft], async () => {
    if (isFromStart) await Promise.all(Object.values(tables).map((table) => table.clear()));
    for (const change of changes.items) await applyOne(tables, change);
    await dropAssignmentsDone(db);
    await db.meta.put({ key: "cursor", value: changes.cursor });
  });
}

type Tables = Record<ChangeKind, Table<unknown, number | string>>;

function tablesOf(db: FieldDatabase): Tables {
  return {
    place: db.place as unknown as Table<unknown, number | string>,
    check_list: db.checkList as unknown as Table<unknown, number | string>,
    assignment: db.assignment as unknown as Table<unknown, number | string>,
    task: db.task as unknown as Table<unknown, number | string>,
    category: db.category as unknown as Table<unknown, number | string>,
  };
}

/** A kind that this version does not know yet is passed over. */
async function applyOne(tables: Tables, change: Change): Promise<void> {
  const table = (tables as Partial<Tables>)[change.kind];
  if (!table) return;
  const isTask = change.kind === "task";
  const id = isTask ? String(change.id) : change.id;
  if (change.data === null) await table.delete(id);
  else await table.put(isTask ? taskOf(id, change.data as object as Record<string, unknown>) : { ...change.data, id });
}

/** A visit that waits to be sent is made, though the server does not know it yet. */
async function dropAssignmentsDone(db: FieldDatabase): Promise<void> {
  const waiting = await db.outbox.where("state").equals("waiting").toArray();
  const made = waiting.flatMap((item) => (item.about === "visit" && item.draft?.assignment_id) || []);
  await db.assignment.bulkDelete(made);
}
