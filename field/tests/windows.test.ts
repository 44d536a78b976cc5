/** One draft in several windows: one writes, nothing is written over without a word. */
import { afterEach, describe, expect, it, vi } from "vitest";

import { DraftKeeper, Overtaken } from "../src/engine/drafts";
import { Hold } from "../src/engine/hold";
import { synchronise, webLock } from "../src/engine/sync";
import { draftAt, emptyDatabase, list, item, NOW, partsOf, photo, place } from "./phone";
import { Locks } from "./locks";
import { Server, wire } from "./server";

const open: Hold[] = [];
let drafts = 0;

afterEach(() => {
  vi.unstubAllGlobals();
  for (const hold of open.splice(0)) hold.stop();
});

/** A window that writes down what happens to it. */
function opened(name: string, locks: Locks, isAsleep = false) {
  const told: string[] = [];
  const leaving = isAsleep ? () => new Promise<void>(() => undefined) : async () => void told.push("leaving");
  const on = { held: () => void told.push("held"), leaving, elsewhere: () => void told.push("elsewhere") };
  const hold = new Hold(name, on, locks, 50);
  open.push(hold);
  void hold.start();
  return { hold, told };
}

const newName = () => `draft-${(drafts += 1)}`;
const quiet = () => new Promise((resolve) => setTimeout(resolve, 20));

describe("a draft open in two windows", () => {
  it("is written by the first; the second looks on and takes its place when it closes", async () => {
    const [name, locks] = [newName(), new Locks()];
    const first = opened(name, locks);
    const second = opened(name, locks);
    await quiet();
    expect([first.told, second.told]).toEqual([["held"], ["elsewhere"]]);
    first.hold.stop();
    await quiet();
    expect(second.told).toEqual(["elsewhere", "held"]);
  });

  it("is handed over when asked for, after the first has written what it had in hand", async () => {
    const [name, locks] = [newName(), new Locks()];
    const first = opened(name, locks);
    const second = opened(name, locks);
    await quiet();
    await second.hold.takeOver();
    await quiet();
    expect(first.told).toEqual(["held", "leaving", "elsewhere"]);
    expect(second.told).toEqual(["elsewhere", "held"]);
    await first.hold.takeOver();
    await quiet();
    expect([first.hold.isHeld, second.hold.isHeld]).toEqual([true, false]);
  });

  it("goes to the window that asks, not to the one that waits longest", async () => {
    const [name, locks] = [newName(), new Locks()];
    const windows = [opened(name, locks), opened(name, locks), opened(name, locks)];
    await quiet();
    await windows[2]!.hold.takeOver();
    await quiet();
    expect(windows.map(({ hold }) => hold.isHeld)).toEqual([false, false, true]);
  });

  it("is taken from a window that is asleep", async () => {
    const [name, locks] = [newName(), new Locks()];
    const asleep = opened(name, locks, true);
    const second = opened(name, locks);
    await quiet();
    await second.hold.takeOver();
    await quiet();
    expect(second.told).toEqual(["elsewhere", "held"]);
    expect(asleep.told).toEqual(["held", "elsewhere"]);
  });

  it("is written all the same by a browser without locks", () => {
    const told: string[] = [];
    vi.stubGlobal("navigator", {});
    const on = { held: () => void told.push("held"), leaving: async () => undefined, elsewhere: () => void told.push("elsewhere") };
    const hold = new Hold(newName(), on);
    open.push(hold);
    void hold.start();
    expect([told, hold.isHeld]).toEqual([["held"], true]);
  });
});

describe("what a window still had in hand when another took the draft", () => {
  it("does not go over the other's work, and it is told so", async () => {
    const db = emptyDatabase();
    const { client_id } = await draftAt(db, place(1), list(item(1)));
    const [first, second] = [new DraftKeeper(db), new DraftKeeper(db)];
    const mine = (await first.claim(client_id))!;
    const theirs = (await second.claim(client_id))!;
    await second.save({ ...theirs, note: "第二个窗口" });
    await expect(first.save({ ...mine, note: "第一个窗口" }, [photo("late").file])).rejects.toThrow(Overtaken);
    expect((await db.draft.get(client_id))?.note).toBe("第二个窗口");
    expect(await db.file.count()).toBe(0);
    const again = (await first.claim(client_id))!;
    await first.save({ ...again, note: "接管之后" });
    expect((await db.draft.get(client_id))?.note).toBe("接管之后");
  });

  it("does not bring back what the other has thrown away", async () => {
    const db = emptyDatabase();
    const draft = await draftAt(db, place(1));
    const keeper = new DraftKeeper(db);
    await db.draft.delete(draft.client_id);
    await keeper.save(draft);
    expect(await keeper.claim(draft.client_id)).toBeUndefined();
    expect(await db.draft.count()).toBe(0);
  });
});

describe("a write that fails", () => {
  it("is told, and comes with the next one that does not", async () => {
    const db = emptyDatabase();
    const draft = await draftAt(db, place(1));
    const keeper = new DraftKeeper(db);
    const broken = vi.spyOn(db.draft, "put").mockRejectedValueOnce(new DOMException("full", "QuotaExceededError"));
    await expect(keeper.save({ ...draft, note: "一" }, [photo("one").file])).rejects.toThrow("full");
    expect(await db.file.count()).toBe(0);
    await keeper.save({ ...draft, note: "二" });
    expect(await db.file.count()).toBe(1);
    expect((await db.draft.get(draft.client_id))?.note).toBe("二");
    broken.mockRestore();
  });

  it("for want of room for a photograph does not hold up the words", async () => {
    const db = emptyDatabase();
    const draft = await draftAt(db, place(1));
    const keeper = new DraftKeeper(db);
    const { file } = photo("large");
    const full = vi.spyOn(db.file, "add").mockRejectedValue(new DOMException("full", "QuotaExceededError"));
    await expect(keeper.save(draft, [file])).rejects.toThrow("full");
    keeper.drop(file.sha256);
    await keeper.save({ ...draft, note: "照片没有存下" });
    expect((await db.draft.get(draft.client_id))?.note).toBe("照片没有存下");
    full.mockRestore();
    await keeper.save({ ...draft, note: "有空间了" }, [file]);
    expect(await db.file.count()).toBe(1);
  });

  it("is not forgotten when the screen is left and opened again", async () => {
    const db = emptyDatabase();
    const draft = await draftAt(db, place(1));
    const keeper = new DraftKeeper(db);
    const full = vi.spyOn(db.draft, "put").mockRejectedValue(new DOMException("full", "QuotaExceededError"));
    await expect(keeper.save({ ...draft, note: "没有存下的" })).rejects.toThrow("full");
    expect((await keeper.claim(draft.client_id))?.note).toBe("没有存下的");
    expect(keeper.isBehind(draft.client_id)).toBe(true);
    full.mockRestore();
    expect((await keeper.claim(draft.client_id))?.note).toBe("没有存下的");
    expect(keeper.isBehind(draft.client_id)).toBe(false);
    expect((await db.draft.get(draft.client_id))?.note).toBe("没有存下的");
  });

  it("for want of room is tried once more with the reserve, and only words are", async () => {
    const db = emptyDatabase();
    const draft = await draftAt(db, place(1));
    let made = 0;
    const keeper = new DraftKeeper(db, (write) =>
      write().catch(() => {
        made += 1;
        return write();
      }),
    );
    const put = vi.spyOn(db.draft, "put").mockRejectedValueOnce(new DOMException("full", "QuotaExceededError"));
    await keeper.save({ ...draft, note: "还有备用的" });
    put.mockRejectedValueOnce(new DOMException("full", "QuotaExceededError"));
    await expect(keeper.save(draft, [photo("large").file])).rejects.toThrow("full");
    expect(made).toBe(1);
    put.mockRestore();
  });

  it("leaves no gap in which a change could be forgotten", async () => {
    const db = emptyDatabase();
    const draft = await draftAt(db, place(1));
    const keeper = new DraftKeeper(db);
    let last = Promise.resolve();
    for (let n = 1; n <= 40; n += 1) {
      last = keeper.save({ ...draft, note: `${n}` });
      for (let turns = 0; turns < n; turns += 1) await Promise.resolve();
    }
    await last;
    expect((await db.draft.get(draft.client_id))?.note).toBe("40");
  });
});

describe("synchronising", () => {
  it("is one window's at a time", async () => {
    vi.stubGlobal("navigator", { locks: new Locks() });
    const db = emptyDatabase();
    const server = new Server();
    const parts = { ...partsOf(db, wire(server), () => NOW.getTime()), lock: webLock };
    const ended = await Promise.all([synchronise(parts, true), synchronise(parts, true)]);
    expect(ended.sort()).toEqual(["busy", "done"]);
    expect(server.asked.filter((one) => one === "GET me")).toHaveLength(1);
    expect(await synchronise(parts, true)).toBe("done");
  });
});
