/** What becomes of a visit that was handed in. */
import { describe, expect, it } from "vitest";
import { strFromU8, unzipSync } from "fflate";

import type { VisitIn } from "../src/engine/contract";
import { canonical, sha256OfText } from "../src/engine/canonical";
import { nextTry } from "../src/engine/clockwork";
import type { Draft } from "../src/engine/database";
import { begin, discard, DraftKeeper } from "../src/engine/drafts";
import { countOnPhone, forgetOldReceipts, handIn, putAway, reopen } from "../src/engine/outbox";
import { queueFile, queueName } from "../src/engine/queue";
import { synchronise } from "../src/engine/sync";
import { assignment, draftAt, emptyDatabase, filled, item, list, NOW, partsOf, photo, place, sync } from "./phone";
import { json, ME, refusal, Server, wire } from "./server";

const VISITS = "POST visits";

async function handedIn(words = "one") {
  const db = emptyDatabase();
  const draft = await filled(db, place(1), [photo(words)]);
  await handIn(db, draft, NOW);
  return { db, draft, server: new Server() };
}

describe("a draft", () => {
  it("is taken up again where it was left", async () => {
    const db = emptyDatabase();
    const draft = await filled(db, place(1), [photo("one")]);
    expect((await draftAt(db, place(1))).client_id).toBe(draft.client_id);
    expect(await db.draft.count()).toBe(1);
  });

  it("begun before the check list was on the phone gets it when it is taken up again", async () => {
    const db = emptyDatabase();
    await db.place.put(place(1));
    const wanted = { placeId: 1, kind: "open" as const, now: NOW };
    expect((await begin(db, wanted))?.items).toEqual([]);
    await db.checkList.put(list(item(1)));
    const taken = await begin(db, wanted);
    expect(taken?.items.map(({ id }) => id)).toEqual([1]);
    await db.checkList.put(list(item(9)));
    expect((await begin(db, wanted))?.items).toEqual(taken?.items);
    expect(await begin(db, { ...wanted, placeId: 404 })).toBeNull();
  });

  it("keeps its planned kind and knows its plan", async () => {
    const db = emptyDatabase();
    await db.place.put(place(1));
    await db.assignment.put(assignment(5, 1, { kind: "secret" }));
    expect(await begin(db, { placeId: 1, kind: "open", now: NOW })).toMatchObject({ assignment_id: 5, kind: "secret" });
  });

  it("keeps the last of many quick changes", async () => {
    const db = emptyDatabase();
    const draft = await draftAt(db, place(1));
    const keeper = new DraftKeeper(db);
    const saved = ["门", "门口", "门口有垃圾"].map((note) => keeper.save({ ...draft, note }));
    await Promise.all(saved);
    expect((await db.draft.get(draft.client_id))?.note).toBe("门口有垃圾");
  });

  it("keeps a photograph that came between two changes", async () => {
    const db = emptyDatabase();
    const draft = await draftAt(db, place(1));
    const keeper = new DraftKeeper(db);
    void keeper.save(draft);
    void keeper.save(draft, [photo("one").file]);
    await keeper.save(draft, []);
    expect(await db.file.count()).toBe(1);
  });

  it("does not come back once it was handed in", async () => {
    const { db, draft } = await handedIn();
    await new DraftKeeper(db).save(draft);
    expect(await db.draft.count()).toBe(0);
  });

  it("takes its photographs with it when thrown away, but not those of others", async () => {
    const db = emptyDatabase();
    await filled(db, place(1), [photo("shared"), photo("mine")]);
    const other = await filled(db, place(2), [photo("shared")]);
    await discard(db, other.client_id);
    expect(await db.file.count()).toBe(2);
    await discard(db, (await draftAt(db, place(1))).client_id);
    expect(await db.file.count()).toBe(0);
  });
});

describe("handing in", () => {
  it("twice is once", async () => {
    const { db, draft } = await handedIn();
    await handIn(db, draft, new Date(NOW.getTime() + 5000));
    expect(await countOnPhone(db)).toBe(1);
  });

  it("keeps the exact words and their digest", async () => {
    const { db, draft } = await handedIn();
    const item = (await db.outbox.get(draft.client_id))!;
    expect(item.body).toBe(canonical(JSON.parse(item.body)));
    expect(item.body_sha256).toBe(await sha256OfText(item.body));
  });
});

describe("an answer that is no receipt", () => {
  it("of a hotel's page changes nothing", async () => {
    const { db, server } = await handedIn();
    server.instead.set(VISITS, () => new Response("<html>sign in to the hotel", { status: 200 }));
    expect(await sync(db, wire(server))).toBe("offline");
    expect(await countOnPhone(db)).toBe(1);
  });

  it("for another visit changes nothing", async () => {
    const { db, draft, server } = await handedIn();
    server.instead.set(VISITS, () => json({ client_id: draft.client_id, body_sha256: "other" }));
    expect(await sync(db, wire(server))).toBe("offline");
    expect(await countOnPhone(db)).toBe(1);
  });
});

describe("a refusal", () => {
  it("is shown, and the visit can be opened again as a new one", async () => {
    const { db, draft, server } = await handedIn();
    server.instead.set(VISITS, () => refusal(422, "点位不在范围内"));
    expect(await sync(db, wire(server))).toBe("done");
    expect(await db.outbox.get(draft.client_id)).toMatchObject({ state: "refused", message: "点位不在范围内" });
    const again = (await reopen(db, draft.client_id)) as Draft;
    expect(again.client_id).not.toBe(draft.client_id);
    expect(again.findings).toEqual(draft.findings);
    expect(await db.file.count()).toBe(1);
    server.instead.clear();
    await handIn(db, again, NOW);
    await sync(db, wire(server));
    expect(await countOnPhone(db)).toBe(0);
  });

  it("of a photograph stops only its own visit", async () => {
    const { db, draft, server } = await handedIn("bad");
    await handIn(db, await filled(db, place(2), [photo("good")]), NOW);
    const { sha256 } = photo("bad").photo;
    server.instead.set(`HEAD files/${sha256}`, () => refusal(404, ""));
    server.instead.set(`PATCH files/${sha256}`, () => refusal(422, "不是照片"));
    expect(await sync(db, wire(server))).toBe("done");
    expect(await db.outbox.get(draft.client_id)).toMatchObject({ state: "refused", message: "photo.jpg: 不是照片" });
    expect(server.visits.size).toBe(1);
  });

  it("for a while is tried again, not before the server wants it", async () => {
    const { db, draft, server } = await handedIn();
    const busy = () => new Response("{}", { status: 503, headers: { "Retry-After": "120" } });
    server.instead.set(VISITS, busy);
    expect(await sync(db, wire(server))).toBe("done");
    const item = (await db.outbox.get(draft.client_id))!;
    expect(item).toMatchObject({ state: "waiting", tries: 1, next_try_at: NOW.getTime() + 120_000 });
    expect(await nextTry(db, NOW.getTime())).toBe(NOW.getTime() + 120_000);
    server.instead.clear();
    await sync(db, wire(server), false);
    expect(await countOnPhone(db)).toBe(1);
    await synchronise(partsOf(db, wire(server), () => NOW.getTime() + 121_000), false);
    expect(await countOnPhone(db)).toBe(0);
  });

  it("for want of rights takes nothing off the list: rights come back", async () => {
    const { db, server } = await handedIn();
    server.instead.set(VISITS, () => refusal(403, "没有权限"));
    await sync(db, wire(server));
    expect((await db.outbox.toArray())[0]).toMatchObject({ state: "waiting", message: "没有权限" });
    server.instead.clear();
    await sync(db, wire(server));
    expect(await countOnPhone(db)).toBe(0);
  });

  it("of a second, different visit keeps both until the inspector has seen it", async () => {
    const { db, draft, server } = await handedIn();
    server.instead.set(VISITS, () => refusal(409, "两份不同的内容", { rival: "12" }));
    await sync(db, wire(server));
    expect(await db.outbox.get(draft.client_id)).toMatchObject({ state: "rival" });
    expect(await db.file.count()).toBe(1);
    await putAway(db, draft.client_id);
    expect(await db.file.count()).toBe(0);
  });
});

describe("who is signed in", () => {
  it("nobody: everything stays and says so", async () => {
    const { db, server } = await handedIn();
    server.isSignedIn = false;
    expect(await sync(db, wire(server))).toBe("signed_out");
    expect(await countOnPhone(db)).toBe(1);
    server.isSignedIn = true;
    expect(await sync(db, wire(server))).toBe("done");
    expect(await countOnPhone(db)).toBe(0);
  });

  it("somebody else: nothing is sent under another's name", async () => {
    const { db, server } = await handedIn();
    await db.meta.put({ key: "me", value: ME });
    server.me = { ...ME, user_id: 8 };
    expect(await sync(db, wire(server))).toBe("other_account");
    expect(server.visits.size).toBe(0);
  });
});

describe("the network", () => {
  it("away: the next try is later each time, and pressing the button does not wait", async () => {
    const { db, server } = await handedIn();
    const away = () => Promise.reject(new TypeError("Failed to fetch"));
    expect(await sync(db, away)).toBe("offline");
    const first = (await db.pause()).until;
    expect(first).toBeGreaterThan(NOW.getTime());
    expect(await sync(db, away, false)).toBe("busy");
    await sync(db, away);
    expect((await db.pause()).tries).toBe(2);
    expect(await sync(db, wire(server))).toBe("done");
    expect(await db.pause()).toEqual({ tries: 0, until: 0 });
  });
});

describe("the file for a cable", () => {
  it("holds all that has no receipt, with every photograph once", async () => {
    const { db } = await handedIn("same");
    await db.meta.put({ key: "me", value: ME });
    await handIn(db, await filled(db, place(2), [photo("same"), photo("other")]), NOW);
    const blob = await queueFile(db, NOW);
    const files = unzipSync(new Uint8Array(await blob.arrayBuffer()));
    const manifest = JSON.parse(strFromU8(files["manifest.json"]!)) as { username: string; visits: VisitIn[] };
    expect(manifest.username).toBe("lin");
    expect(manifest.visits.map(({ place_id }) => place_id).sort()).toEqual([1, 2]);
    expect(Object.keys(files)).toHaveLength(3);
    expect(files[`files/${photo("other").photo.sha256}`]).toHaveLength(150);
    expect(queueName("lin", NOW)).toBe("diebian-lin-20170802T0100.zip");
  });
});

describe("receipts", () => {
  it("are shown for a month", async () => {
    const { db, server } = await handedIn();
    await sync(db, wire(server));
    await forgetOldReceipts(db, NOW.getTime() + 29 * 86_400_000);
    expect(await db.outbox.count()).toBe(1);
    await forgetOldReceipts(db, NOW.getTime() + 31 * 86_400_000);
    expect(await db.outbox.count()).toBe(0);
  });
});
