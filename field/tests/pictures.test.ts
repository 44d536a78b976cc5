/** Pictures of tasks where there is no network. */
import { describe, expect, it } from "vitest";

import { Door } from "../src/engine/http";
import { keepPictures, shown, wantedPictures } from "../src/engine/pictures";
import { handInAnswer } from "../src/engine/answers";
import { answered, emptyDatabase, MARK, NOW, sync, task, taskPhoto, told } from "./phone";
import { cutWire, json, Server, wire } from "./server";

const marked = taskPhoto(2, { stage: "after", marks: [MARK] });
const TASK = task("returned:12", { kind: "returned", photos: [taskPhoto(1), marked] });
const ALL = ["/photos/1/thumbnail", "/photos/2/thumbnail", "/photos/2/display"];

function serverWith(size: number, ...addresses: string[]): Server {
  const server = new Server();
  for (const address of addresses) server.pictures.set(address, size);
  return server;
}

async function phoneWith(...tasks: (typeof TASK)[]) {
  const db = emptyDatabase();
  await db.task.bulkPut(tasks);
  const keep = (server: Server, now: number, bytes = 10_000) =>
    keepPictures(db, new Door(wire(server)), now, { bytes, each: 5000 });
  const kept = async () => (await db.pictureBytes.toCollection().primaryKeys()).sort();
  return { db, keep, kept };
}

describe("pictures for later", () => {
  it("are the small ones of all, then the large ones of those with marks; only from this server", () => {
    expect(wantedPictures([TASK])).toEqual(ALL);
    const foreign = taskPhoto(3, { url: "https://example.com/a", thumb: "//example.com/b" });
    expect(wantedPictures([{ ...TASK, photos: [foreign] }])).toEqual([]);
  });

  it("come with a sync and are not asked for again", async () => {
    const { db, kept } = await phoneWith();
    const server = serverWith(100, ...ALL);
    server.changes = [told(TASK)];
    await sync(db, wire(server));
    expect(await kept()).toEqual([...ALL].sort());
    await sync(db, wire(server));
    expect(server.asked.filter((one) => one.startsWith("GET /photos/"))).toHaveLength(3);
  });

  it("never fail a sync, and one that is gone holds up no other", async () => {
    const { db, kept } = await phoneWith();
    const server = serverWith(100, ALL[2]!);
    server.changes = [told(TASK)];
    expect(await sync(db, wire(server))).toBe("done");
    expect(await kept()).toEqual([ALL[2]]);
    const away = emptyDatabase();
    const cut = cutWire(server, ({ path }) => (path.startsWith("/photos/") ? "before" : null));
    expect(await sync(away, cut)).toBe("done");
    expect(await away.meta.get("synced_at")).toBeTruthy();
    expect([await away.task.count(), await away.picture.count()]).toEqual([1, 0]);
  });

  it("are no hotel's page", async () => {
    const { keep, kept } = await phoneWith(TASK);
    const server = serverWith(100);
    for (const address of ALL) server.instead.set(`GET ${address}`, () => json({ hello: "hotel" }));
    await keep(server, 1);
    expect(await kept()).toEqual([]);
  });

  it("take no more room than they may: the oldest go first", async () => {
    const { db, keep, kept } = await phoneWith(TASK);
    await keep(serverWith(3000, ...ALL), 1);
    await db.task.clear();
    await db.task.put(task("verify:9", { photos: [taskPhoto(9)] }));
    await keep(serverWith(3000, "/photos/9/thumbnail"), 2, 9000);
    expect(await kept()).toHaveLength(3);
    expect(await kept()).toContain("/photos/9/thumbnail");
    expect(await db.picture.count()).toBe(3);
  });

  it("that are all wanted do not push each other out, and what is far too large is left to the network", async () => {
    const { keep, kept } = await phoneWith(TASK);
    const server = serverWith(3000, ...ALL);
    await keep(server, 1, 7000);
    expect(await kept()).toEqual(ALL.slice(0, 2));
    await keep(server, 2, 7000);
    expect(await kept()).toEqual(ALL.slice(0, 2));
    const huge = await phoneWith(TASK);
    await huge.keep(serverWith(6000, ...ALL), 1);
    expect(await huge.kept()).toEqual([]);
  });

  it("stay while an answer is being made to a task that is gone", async () => {
    const { db, keep, kept } = await phoneWith(TASK);
    await answered(db, TASK.id, { text: "已清理" });
    await db.task.clear();
    await keep(serverWith(100, ...ALL), 1);
    expect(await kept()).toHaveLength(3);
  });

  it("are asked for four at a time, and no more once the network is away", async () => {
    const photos = Array.from({ length: 9 }, (_, index) => taskPhoto(index + 1));
    const { db, kept } = await phoneWith(task("verify:9", { photos }));
    const server = serverWith(100, ...photos.map(({ thumb }) => thumb));
    const cut = cutWire(server, ({ path }) => (path === "/photos/6/thumbnail" ? "before" : null));
    await keepPictures(db, new Door(cut), 1);
    expect(await kept()).toHaveLength(5);
    expect(server.asked).not.toContain("GET /photos/9/thumbnail");
  });

  it("leave a full phone alone", async () => {
    const { db, keep, kept } = await phoneWith(TASK);
    const full = () => {
      throw Object.assign(new Error("full"), { name: "QuotaExceededError" });
    };
    db.pictureBytes.hook("creating", full);
    const server = serverWith(100, ...ALL);
    await keep(server, 1);
    expect(await kept()).toEqual([]);
    expect(await db.picture.count()).toBe(0);
  });

  it("wait for an answer that was handed in meanwhile", async () => {
    const { db, keep, kept } = await phoneWith(TASK);
    await handInAnswer(db, await answered(db, TASK.id, { text: "已清理" }), NOW);
    await keep(serverWith(100, ...ALL), NOW.getTime());
    expect(await kept()).toEqual([]);
  });
});

describe("what is shown of a photograph", () => {
  it("is the kept one; else the network's; else the small one, or that there is none", async () => {
    const { db, keep } = await phoneWith(TASK);
    const [plain] = TASK.photos;
    expect(await shown(db, plain!, false, false)).toEqual({ from: "network", address: "/photos/1/thumbnail" });
    expect(await shown(db, plain!, true, true)).toEqual({ from: "nowhere" });
    await keep(serverWith(100, ...ALL), 1);
    expect(await shown(db, plain!, false, false)).toMatchObject({ from: "phone", isSmall: false });
    expect(await shown(db, plain!, true, false)).toEqual({ from: "network", address: "/photos/1/display" });
    expect(await shown(db, plain!, true, true)).toMatchObject({ from: "phone", isSmall: true });
    expect(await shown(db, marked, true, true)).toMatchObject({ from: "phone", isSmall: false });
  });
});
