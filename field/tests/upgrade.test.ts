/** The app's tables change with a new version; nothing that only the phone has is lost. */
import { Dexie } from "dexie";
import { describe, expect, it } from "vitest";

import { FieldDatabase } from "../src/engine/database";
import { countOnPhone, handIn } from "../src/engine/outbox";
import { emptyDatabase, filled, NOW, photo, place, sync, task, told } from "./phone";
import { Server, wire } from "./server";

/** The tables as version 1 had them. */
const FIRST = {
  place: "id",
  checkList: "id",
  assignment: "id, place_id",
  task: "id, place_id",
  category: "id",
  meta: "key",
  draft: "client_id, place_id, changed_at",
  file: "sha256, state",
  outbox: "client_id, state, finished_at",
};

/** A phone of version 1 in the middle of its day: one visit waits, one is being made, a task is known by its number. */
async function oldPhone(userId: number): Promise<{ body: string }> {
  const maker = emptyDatabase();
  await handIn(maker, await filled(maker, place(1), [photo("waits")]), NOW);
  await filled(maker, place(2), [photo("being made")]);
  const [{ about: _about, ...waiting }] = (await maker.outbox.toArray()) as unknown as [Record<string, unknown>];
  const old = new Dexie(`diebian-field-${userId}`);
  old.version(1).stores(FIRST);
  await old.table("outbox").add(waiting);
  await old.table("draft").bulkAdd(await maker.draft.toArray());
  await old.table("file").bulkAdd(await maker.file.toArray());
  await old.table("task").add({ id: 12, number: 20170012, kind: "verify", place_id: 1, photos: ["/photos/4/display"] });
  await old.table("meta").bulkAdd([{ key: "cursor", value: "old" }, { key: "synced_at", value: NOW.toISOString() }]);
  old.close();
  return { body: String(waiting["body"]) };
}

describe("from version 1", () => {
  it("everything is still there, and what waited is sent as it was", async () => {
    const { body } = await oldPhone(901);
    const db = new FieldDatabase(901);
    expect(await countOnPhone(db)).toBe(1);
    expect(await db.outbox.toArray()).toMatchObject([{ about: "visit", body, state: "waiting" }]);
    expect((await db.draft.toArray())[0]?.findings[0]?.description).toBe("门口有垃圾");
    expect(await db.file.count()).toBe(2);
    expect(await db.task.toArray()).toMatchObject([{ id: "12", number: 20170012, photos: [{ url: "/photos/4/display" }] }]);
    const server = new Server();
    expect(await sync(db, wire(server))).toBe("done");
    expect(server.visits.size).toBe(1);
    expect(await db.file.count()).toBe(1);
  });

  it("the feed begins anew, so that no task stays under its old number", async () => {
    await oldPhone(902);
    const db = new FieldDatabase(902);
    expect(await db.cursor()).toBe("");
    const server = new Server();
    server.changes = [told(task("verify:12"))];
    await sync(db, wire(server));
    expect((await db.task.toArray()).map(({ id }) => id)).toEqual(["verify:12"]);
  });
});
