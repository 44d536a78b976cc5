import { readFileSync } from "node:fs";

import { describe, expect, it } from "vitest";

import { asked, bodyOf, faultsOf, grouped, NO_ANSWER, outcome, progress, requiredAmount } from "../src/engine/check";
import type { Threshold } from "../src/engine/contract";
import type { Answer } from "../src/engine/database";
import { newFinding } from "../src/engine/drafts";
import { draftAt, emptyDatabase, item, list, NOW, place } from "./phone";

/** The server's tests try the same table. */
const JUDGED = JSON.parse(readFileSync(new URL("judging.json", import.meta.url), "utf8")) as {
  told: string;
  threshold: Partial<Threshold>;
  extent: number;
  total: number;
  required: number;
}[];

const marked = (result: string): Answer => ({ ...NO_ANSWER, result });
const counted = (found: number, told: Partial<Answer> = {}): Answer => ({ ...NO_ANSWER, counted: found, ...told });
const limit = (told: Partial<Threshold>): Threshold => ({
  amount: 0,
  unit: "处",
  is_ceiling: true,
  is_percent: false,
  per: 0,
  per_unit: "",
  sample: 0,
  ...told,
});

describe("what an answer comes to", () => {
  it.each([
    ["nothing marked", item(1), NO_ANSWER, "open"],
    ["passed", item(1), marked("passed"), "passed"],
    ["failed", item(1), marked("failed"), "failed"],
    ["not applicable", item(1, { kind: "count" }), { ...counted(3), result: "not_applicable" }, "not_applicable"],
    ["none found of none allowed", item(1, { kind: "count", threshold: limit({}) }), counted(0), "passed"],
    ["one found of none allowed", item(1, { kind: "count", threshold: limit({}) }), counted(1), "failed"],
    ["five of at least five", item(1, { kind: "count", threshold: limit({ amount: 5, is_ceiling: false }) }), counted(5), "passed"],
    ["four of at least five", item(1, { kind: "count", threshold: limit({ amount: 5, is_ceiling: false }) }), counted(4), "failed"],
    [
      "three of five who were asked",
      item(1, { kind: "count", threshold: limit({ amount: 3, is_ceiling: false, sample: 5 }) }),
      counted(3, { total: 5 }),
      "passed",
    ],
    [
      "nine in ten where 95 % are wanted",
      item(1, { kind: "count", threshold: limit({ amount: 95, is_ceiling: false, is_percent: true }) }),
      counted(9, { total: 10 }),
      "failed",
    ],
    ["counted without a rule", item(1, { kind: "count" }), counted(2), "failed"],
    ["the best grade", item(1, { kind: "graded", grades: [{ code: "a", name: "优" }, { code: "b", name: "良" }] }), marked("a"), "passed"],
    ["a lower grade", item(1, { kind: "graded", grades: [{ code: "a", name: "优" }, { code: "b", name: "良" }] }), marked("b"), "failed"],
  ] as const)("%s", (_told, asked, answer, expected) => {
    expect(outcome(asked, answer)).toBe(expected);
  });
});

describe("how many are needed", () => {
  it.each(JUDGED)("$told", ({ threshold, extent, total, required }) => {
    expect(requiredAmount(limit(threshold), { extent, total })).toBe(required);
  });
});

describe("a check list", () => {
  it("asks what lies below an item only when that fails, and forgets it when it passes after all", async () => {
    const draft = await draftAt(emptyDatabase(), place(1), list(item(1, { if_failed: [2] }), item(2), item(3)));
    expect(asked(draft).map(({ id }) => id)).toEqual([1, 3]);
    draft.answers = { 1: marked("failed"), 2: marked("failed") };
    expect(asked(draft).map(({ id }) => id)).toEqual([1, 2, 3]);
    expect(progress(draft)).toEqual({ asked: 3, answered: 2, failed: 2 });
    draft.answers[1] = marked("passed");
    expect(bodyOf(draft, "later").observations.map(({ check_item_id }) => check_item_id)).toEqual([1]);
  });

  it("is grouped by standard and indicator in its own order", () => {
    const groups = grouped([item(1), item(2, { indicator: "秩序" }), item(3)]);
    expect(groups.map(({ title, items }) => [title, items.map(({ id }) => id)])).toEqual([
      ["全国文明城市 · 环境卫生", [1, 3]],
      ["全国文明城市 · 秩序", [2]],
    ]);
  });
});

describe("handing in", () => {
  it("wants at least one answer or one fault", async () => {
    const draft = await draftAt(emptyDatabase(), place(1));
    expect(faultsOf(draft)).toEqual([{ code: "nothing" }]);
    draft.answers[1] = marked("passed");
    expect(faultsOf(draft)).toEqual([]);
  });

  it("wants words for a fault outside the list, and a failed item for a fault at an item", async () => {
    const draft = await draftAt(emptyDatabase(), place(1));
    draft.answers[1] = marked("passed");
    draft.findings = [newFinding(null), newFinding(1)];
    expect(faultsOf(draft).map(({ code }) => code)).toEqual(["undescribed", "finding_at_passed"]);
  });

  it("wants to know of how many", async () => {
    const share = item(1, { kind: "count", threshold: limit({ amount: 3, is_ceiling: false, sample: 5 }) });
    const draft = await draftAt(emptyDatabase(), place(1), list(share));
    draft.answers[1] = counted(3);
    expect(faultsOf(draft)).toEqual([{ code: "needs_total", item: share }]);
    draft.answers[1] = counted(3, { total: 5 });
    expect(faultsOf(draft)).toEqual([]);
  });

  it("takes faults at an item that bears so many", async () => {
    const butts = item(1, { kind: "count", threshold: limit({ amount: 3 }) });
    const draft = await draftAt(emptyDatabase(), place(1), list(butts));
    draft.findings = [newFinding(1)];
    draft.answers[1] = counted(2);
    expect(faultsOf(draft)).toEqual([]);
    draft.answers[1] = counted(0);
    expect(faultsOf(draft).map(({ code }) => code)).toEqual(["finding_at_passed"]);
  });

  it("numbers the findings over the whole visit", async () => {
    const draft = await draftAt(emptyDatabase(), place(1));
    draft.answers[1] = marked("failed");
    draft.findings = [newFinding(1), { ...newFinding(null), description: " 井盖破损 " }];
    const body = bodyOf(draft, NOW.toISOString());
    expect(body.findings.map(({ position, description }) => [position, description])).toEqual([
      [1, ""],
      [2, "井盖破损"],
    ]);
    expect(body.findings[0]).not.toHaveProperty("key");
  });
});
