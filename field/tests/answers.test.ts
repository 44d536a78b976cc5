/** What becomes of a task that is answered on the phone. */
import { strFromU8, unzipSync } from "fflate";
import { describe, expect, it } from "vitest";

import {
  answerBody,
  answersHere,
  beginAnswer,
  faultsOfAnswer,
  handInAnswer,
  held,
  isBegun,
  isOutdated,
  renewed,
  stageOf,
} from "../src/engine/answers";
import { canonical, sha256OfText } from "../src/engine/canonical";
import type { AnswerIn } from "../src/engine/contract";
import { AnswerKeeper, discard } from "../src/engine/drafts";
import { drawn } from "../src/engine/marks";
import { countOnPhone, handIn, reopen, standingOf } from "../src/engine/outbox";
import { queueFile } from "../src/engine/queue";
import { answered, emptyDatabase, filled, NOW, photo, place, sync, task, taskPhoto } from "./phone";
import { type Cut, cutWire, json, ME, refusal, Server, wire } from "./server";

const ANSWERS = "POST answers";
const RECTIFY = task("rectify:12", { kind: "rectify", round: 1 });

async function handedIn(words = "after") {
  const db = emptyDatabase();
  await db.task.put(RECTIFY);
  const draft = await answered(db, RECTIFY.id, { text: "已清理", photos: [photo(words)] });
  await handInAnswer(db, draft, NOW);
  return { db, draft, server: new Server() };
}

describe("an answer being made", () => {
  it("is taken up again where it was left, with its photographs", async () => {
    const db = emptyDatabase();
    await db.task.put(RECTIFY);
    const draft = await answered(db, RECTIFY.id, { text: "已清", photos: [photo("one")] });
    expect(await beginAnswer(db, RECTIFY.id, NOW)).toMatchObject({ client_id: draft.client_id, text: "已清" });
    expect(await db.answerDraft.count()).toBe(1);
    await discard(db, draft.client_id);
    expect(await db.file.count()).toBe(0);
  });

  it("keeps the photographs that a visit needs too", async () => {
    const { db, server } = await handedIn("shared");
    await filled(db, place(1), [photo("shared")]);
    await sync(db, wire(server));
    expect(await db.file.count()).toBe(1);
  });

  it("untouched is not told as unfinished", async () => {
    const db = emptyDatabase();
    await db.task.put(RECTIFY);
    const draft = (await beginAnswer(db, RECTIFY.id, NOW))!;
    expect(isBegun(draft)).toBe(false);
    expect(isBegun({ ...draft, text: "清" })).toBe(true);
  });

  it("is not begun a second time while one waits to be sent, nor for a task that is not here", async () => {
    const { db } = await handedIn();
    expect(await beginAnswer(db, RECTIFY.id, NOW)).toBeNull();
    expect(await beginAnswer(db, "verify:404", NOW)).toBeNull();
  });

  it("is not begun for a server that takes none", async () => {
    const db = emptyDatabase();
    await db.task.put(task("12", { kind: "verify" }));
    expect(await beginAnswer(db, "12", NOW)).toBeNull();
  });

  it("outlives its task, and says that the case has moved on", async () => {
    const db = emptyDatabase();
    await db.task.put(RECTIFY);
    const draft = await answered(db, RECTIFY.id, { text: "已清理", photos: [] });
    expect(isOutdated(draft, await held(db, RECTIFY.id))).toBe(false);
    await db.task.delete(RECTIFY.id);
    const left = await held(db, RECTIFY.id);
    expect(left).toMatchObject({ isWanted: false, task: { number: RECTIFY.number }, draft: { text: "已清理" } });
    expect(isOutdated(draft, left)).toBe(true);
  });

  it("is carried over to the next round of its case, which has another id", async () => {
    const db = emptyDatabase();
    await db.task.put(RECTIFY);
    const draft = await answered(db, RECTIFY.id, { text: "已清理", photos: [photo("one")] });
    const next = task("returned:12", { kind: "returned", round: 2 });
    await db.task.delete(RECTIFY.id);
    await db.task.put(next);
    const moved = await held(db, RECTIFY.id);
    expect(moved).toMatchObject({ isWanted: true, task: { id: next.id } });
    expect(isOutdated(draft, moved)).toBe(true);
    const again = renewed(draft, next);
    expect(again).toMatchObject({ client_id: draft.client_id, text: "已清理", result: "done", task: { round: 2 } });
    const keeper = new AnswerKeeper(db);
    await keeper.claim(draft.client_id);
    await keeper.save(again);
    const [there, here] = [await held(db, next.id), await held(db, RECTIFY.id)];
    expect(isOutdated(there.draft!, there)).toBe(false);
    expect(here.draft).toBeNull();
  });

  it("is not laid over one that was begun for the next round", async () => {
    const db = emptyDatabase();
    await db.task.put(RECTIFY);
    await answered(db, RECTIFY.id, { text: "旧", photos: [] });
    await db.task.delete(RECTIFY.id);
    await db.task.put(task("returned:12", { kind: "returned", round: 1 }));
    await answered(db, "returned:12", { text: "新", photos: [] });
    expect(await held(db, RECTIFY.id)).toMatchObject({ isWanted: false, draft: { text: "旧" } });
  });

  it("of somebody who looks is no answer of the unit", async () => {
    const db = emptyDatabase();
    await db.task.put(task("verify:12"));
    await answered(db, "verify:12", { result: "passed" });
    await db.task.clear();
    await db.task.put(RECTIFY);
    expect(await held(db, "verify:12")).toMatchObject({ isWanted: false });
  });
});

describe("what an answer needs", () => {
  const faults = async (id: string, kind: Parameters<typeof task>[1], said: Parameters<typeof answered>[2]) => {
    const db = emptyDatabase();
    await db.task.put(task(id, kind));
    return faultsOfAnswer(await answered(db, id, said));
  };

  it("a verification: a result, and a reason when it failed", async () => {
    const kind = { kind: "verify" as const };
    expect(await faults("verify:1", kind, {})).toEqual(["no_result"]);
    expect(await faults("verify:1", kind, { result: "passed" })).toEqual([]);
    expect(await faults("verify:1", kind, { result: "failed", text: " " })).toEqual(["no_reason"]);
    expect(await faults("verify:1", kind, { result: "failed", text: "仍有垃圾" })).toEqual([]);
  });

  it("a look back: nothing when it holds, reason and photograph when it has come back", async () => {
    const kind = { kind: "look_back" as const };
    expect(await faults("look_back:1", kind, { result: "passed" })).toEqual([]);
    expect(await faults("look_back:1", kind, { result: "failed" })).toEqual(["no_reason", "no_photo"]);
  });

  it("a measure and a photograph after it; a retake only the photograph", async () => {
    expect(await faults("rectify:1", { kind: "rectify" }, {})).toEqual(["no_measure", "no_photo"]);
    expect(await faults("returned:1", { kind: "returned" }, { text: "已清理" })).toEqual(["no_photo"]);
    expect(await faults("retake:1", { kind: "retake" }, { photos: [photo("one")] })).toEqual([]);
  });

  it("photographs show how it is now; a retake what was to be taken again", () => {
    expect(stageOf(task("verify:1", { kind: "verify" }))).toBe("after");
    expect(stageOf(task("retake:1", { kind: "retake", photos: [taskPhoto(5, { stage: "before" })] }))).toBe("before");
  });
});

describe("the body of an answer", () => {
  it("names task, round and marked photographs, in the one way of writing", async () => {
    const db = emptyDatabase();
    await db.task.put(task("verify:9", { kind: "verify", round: 2, number: 20170009 }));
    const mark = { ...drawn("circle", { x: 0.1, y: 0.2 }, { x: 0.5, y: 0.6 }), text: "垃圾 " };
    const draft = await answered(db, "verify:9", { result: "failed", text: " 仍有垃圾 ", marks: { 31: [mark], 32: [] } });
    expect(answerBody(draft, NOW)).toEqual({
      client_id: draft.client_id,
      task: "verify:9",
      case_number: 20170009,
      round: 2,
      result: "failed",
      text: "仍有垃圾",
      photos: [],
      marks: [{ photo_id: 31, marks: [{ shape: "circle", x: 0.1, y: 0.2, w: 0.4, h: 0.4, text: "垃圾" }] }],
      answered_at: NOW.toISOString(),
      position: null,
    });
    await handInAnswer(db, draft, NOW);
    const item = (await db.outbox.get(draft.client_id))!;
    expect(item.body).toBe(canonical(JSON.parse(item.body)));
    expect(item.body_sha256).toBe(await sha256OfText(item.body));
  });

  it("of a passed verification leaves out the marks of a change of mind", async () => {
    const db = emptyDatabase();
    await db.task.put(task("verify:9", { kind: "verify" }));
    const mark = drawn("box", { x: 0, y: 0 }, { x: 0.5, y: 0.5 });
    const draft = await answered(db, "verify:9", { result: "passed", marks: { 31: [mark] } });
    expect(answerBody(draft, NOW).marks).toEqual([]);
  });
});

describe("sending answers", () => {
  it("goes photographs first, and leaves with the receipt", async () => {
    const { db, draft, server } = await handedIn();
    expect(await countOnPhone(db)).toBe(1);
    expect(await answersHere(db)).toEqual(new Map([[RECTIFY.id, "waiting"]]));
    expect(await sync(db, wire(server))).toBe("done");
    expect([await countOnPhone(db), (await answersHere(db)).size]).toEqual([0, 0]);
    expect(server.answers.get(draft.client_id)?.body).toMatchObject({ task: "rectify:12", text: "已清理" });
    expect(await db.file.count()).toBe(0);
    expect((await held(db, RECTIFY.id)).item).toMatchObject({ state: "received", receipt: { outcome: "taken" } });
  });

  it("handed in twice, over a wire cut at every point, is one answer", async () => {
    const { db, draft, server } = await handedIn();
    await handInAnswer(db, draft, new Date(NOW.getTime() + 1000));
    const files: Cut[] = ["before", "after", "middle"];
    const answers: Cut[] = ["before", "after", "after"];
    const cutOf = (path: string) => (path === "answers" ? answers : path.startsWith("files/") ? files : []).shift() ?? null;
    const cut = cutWire(server, ({ path }) => cutOf(path));
    for (let passes = 0; (await countOnPhone(db)) && passes < 30; passes += 1) await sync(db, cut);
    expect([...files, ...answers]).toEqual([]);
    expect(server.answers.size).toBe(1);
    expect(server.taken.filter((one) => one === draft.client_id)).toHaveLength(1);
    const item = (await db.outbox.get(draft.client_id))!;
    expect(item.receipt).toMatchObject({ is_new: false, body_sha256: item.body_sha256 });
    expect(standingOf(item)).toBe("received");
  });

  it("a case that moved on keeps the answer, and the phone is told so in words", async () => {
    const { db, draft, server } = await handedIn();
    server.rounds.set("12", 2);
    await sync(db, wire(server));
    expect(await countOnPhone(db)).toBe(0);
    const item = (await db.outbox.get(draft.client_id))!;
    expect(item.receipt).toMatchObject({ outcome: "kept", told: "案件已进入第 2 轮" });
    expect(standingOf(item)).toBe("kept");
    // The next round is asked for again: the answer that was kept does not stand in its way.
    await db.task.put({ ...RECTIFY, kind: "returned", round: 2 });
    expect(await beginAnswer(db, RECTIFY.id, NOW)).toMatchObject({ task: { round: 2 } });
  });

  it("photographs that the server lost are sent again", async () => {
    const { db, server } = await handedIn();
    server.instead.set(ANSWERS, () => refusal(503, "忙"));
    await sync(db, wire(server));
    server.files.clear();
    server.uploads.clear();
    server.instead.clear();
    for (let passes = 0; passes < 2; passes += 1) await sync(db, wire(server));
    expect([await countOnPhone(db), server.answers.size, server.files.size]).toEqual([0, 1, 1]);
  });

  it.each([400, 404, 409, 422])("refused with %i it is shown, and mended under a new name", async (status) => {
    const { db, draft, server } = await handedIn();
    server.instead.set(ANSWERS, () => refusal(status, "请写明整改措施"));
    expect(await sync(db, wire(server))).toBe("done");
    expect((await held(db, RECTIFY.id)).item).toMatchObject({ state: "refused", message: "请写明整改措施" });
    expect(await answersHere(db)).toEqual(new Map([[RECTIFY.id, "refused"]]));
    const again = await reopen(db, draft.client_id);
    expect(again).toMatchObject({ task_id: RECTIFY.id, text: "已清理", photos: draft.photos });
    expect(again!.client_id).not.toBe(draft.client_id);
    expect(await db.file.count()).toBe(1);
    const mended = (await beginAnswer(db, RECTIFY.id, NOW))!;
    expect(mended.client_id).toBe(again!.client_id);
    server.instead.clear();
    await handInAnswer(db, { ...mended, text: "已清理并加盖" }, NOW);
    await sync(db, wire(server));
    expect([...server.answers.values()].map(({ body }) => body.text)).toEqual(["已清理并加盖"]);
  });

  it.each([403, 429, 460, 500])("put off with %i it waits", async (status) => {
    const { db, draft, server } = await handedIn();
    server.instead.set(ANSWERS, () => refusal(status, "稍后"));
    await sync(db, wire(server));
    expect(await db.outbox.get(draft.client_id)).toMatchObject({ state: "waiting", tries: 1, message: "稍后" });
  });

  it("a receipt for other words is no receipt", async () => {
    const { db, draft, server } = await handedIn();
    server.instead.set(ANSWERS, () => json({ client_id: draft.client_id, body_sha256: "other", outcome: "taken" }));
    expect(await sync(db, wire(server))).toBe("offline");
    expect(await countOnPhone(db)).toBe(1);
  });

  it("what is written after handing in does not bring the draft back", async () => {
    const { db, draft } = await handedIn();
    await new AnswerKeeper(db).save(draft);
    expect(await db.answerDraft.count()).toBe(0);
  });
});

describe("the file for a cable", () => {
  it("holds answers beside visits, with every photograph", async () => {
    const { db, draft } = await handedIn("after");
    await db.meta.put({ key: "me", value: ME });
    await handIn(db, await filled(db, place(2), [photo("other")]), NOW);
    const files = unzipSync(new Uint8Array(await (await queueFile(db, NOW)).arrayBuffer()));
    const manifest = JSON.parse(strFromU8(files["manifest.json"]!)) as { visits: unknown[]; answers: AnswerIn[] };
    expect(manifest.visits).toHaveLength(1);
    expect(manifest.answers).toEqual([answerBody(draft, NOW)]);
    expect(files[`files/${photo("after").photo.sha256}`]).toHaveLength(150);
    expect(Object.keys(files)).toHaveLength(3);
  });
});
