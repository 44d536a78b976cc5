/** What the phone learns of the server. */
import { describe, expect, it } from "vitest";

import type { Change } from "../src/engine/contract";
import { handIn } from "../src/engine/outbox";
import { assignment, emptyDatabase, filled, NOW, place, sync } from "./phone";
import { cutWire, refusal, Server, wire } from "./server";

const placed = (id: number): Change => ({ kind: "place", id, data: { ...place(id) } });
const assigned = (id: number, place_id: number): Change => ({
  kind: "assignment",
  id,
  data: assignment(id, place_id),
});

function serverWith(...changes: Change[]): Server {
  const server = new Server();
  server.changes = changes;
  return server;
}

describe("the feed", () => {
  it("comes whole at first, in pages, then only what changed", async () => {
    const db = emptyDatabase();
    const server = serverWith(...Array.from({ length: 25 }, (_, index) => placed(index + 1)));
    server.pageSize = 10;
    await sync(db, wire(server));
    expect(await db.place.count()).toBe(25);
    server.changes.push({ kind: "place", id: 3, data: null }, { kind: "place", id: 4, data: { ...place(4), name: "新名" } });
    await sync(db, wire(server));
    expect(await db.place.count()).toBe(24);
    expect((await db.place.get(4))?.name).toBe("新名");
  });

  it("goes on after the last page that came when it breaks off", async () => {
    const db = emptyDatabase();
    const server = serverWith(...Array.from({ length: 25 }, (_, index) => placed(index + 1)));
    server.pageSize = 10;
    let asked = 0;
    const cut = cutWire(server, ({ path }) => (path === "changes" && (asked += 1) === 2 ? "after" : null));
    expect(await sync(db, cut)).toBe("offline");
    expect(await db.place.count()).toBe(10);
    await sync(db, cut);
    expect(await db.place.count()).toBe(25);
    expect(server.asked.filter((one) => one === "GET changes")).toHaveLength(4);
  });

  it("starts anew when the server does not know the cursor; what is gone goes", async () => {
    const db = emptyDatabase();
    await sync(db, wire(serverWith(placed(1), placed(2))));
    const restored = serverWith(placed(2));
    let refused = false;
    await sync(db, async (input, init) => {
      if (input.includes("cursor=") && !refused) {
        refused = true;
        return refusal(410, "未知");
      }
      return wire(restored)(input, init);
    });
    expect((await db.place.toArray()).map(({ id }) => id)).toEqual([2]);
  });

  it("passes over kinds that this version does not know", async () => {
    const db = emptyDatabase();
    const odd = { kind: "weather", id: 1, data: {} } as unknown as Change;
    expect(await sync(db, wire(serverWith(odd, placed(1))))).toBe("done");
    expect(await db.place.count()).toBe(1);
  });

  it("does not bring back an assignment whose visit waits to be sent", async () => {
    const db = emptyDatabase();
    const draft = await filled(db, place(1), []);
    await handIn(db, { ...draft, assignment_id: 5 }, NOW);
    const server = serverWith(assigned(5, 1), assigned(6, 2));
    server.instead.set("POST visits", () => refusal(503, "忙"));
    await sync(db, wire(server));
    expect((await db.assignment.toArray()).map(({ id }) => id)).toEqual([6]);
  });
});
