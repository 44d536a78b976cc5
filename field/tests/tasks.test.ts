/** Tasks and the marks on their photographs, as they are read, sorted and drawn. */
import { describe, expect, it } from "vitest";

import { chainOf, untoldCases } from "../src/engine/card";
import type { Mark } from "../src/engine/contract";
import { areaOf, drawn, hitBy, keyed, moved, named, resized, shortened, STEP, tapped } from "../src/engine/marks";
import { groupedTasks, isAnswerable, photosAt, mayVisit, resultsOf, saidOf, taskOf, urgencyOf } from "../src/engine/tasks";
import { MARK, NOW, place, task, taskPhoto } from "./phone";
import { ME } from "./server";

describe("a task out of the feed", () => {
  it("is read whole", () => {
    const told = { ...task("returned:12", { kind: "returned", round: 2, photos: [taskPhoto(4, { marks: [MARK] })] }) };
    expect(taskOf("returned:12", told)).toEqual(told);
    expect(isAnswerable(taskOf("returned:12", told))).toBe(true);
  });

  it("of a server before has a number for its id and addresses for photographs", () => {
    const old = { id: 12, number: 20170012, kind: "verify", place_id: 1, photos: ["/photos/4/display"] };
    const read = taskOf(12, old);
    expect(read).toMatchObject({ id: "12", number: 20170012, round: 1, demand: "", due_at: null });
    expect(read.photos).toEqual([taskPhoto(0, { url: "/photos/4/display", thumb: "/photos/4/display", stage: "after", round: 0 })]);
    expect(isAnswerable(read)).toBe(false);
  });

  it("leaves out marks that cannot be drawn", () => {
    const odd = [MARK, { shape: "star", x: 0, y: 0, w: 1, h: 1 }, { ...MARK, w: null }, null];
    const read = taskOf("verify:1", { photos: [{ ...taskPhoto(4), marks: odd }] });
    expect(read.photos[0]?.marks).toEqual([MARK]);
  });
});

describe("the list of tasks", () => {
  it("stands by kind, and within one by what is due first", () => {
    const due = (id: string, due_at: string | null) => task(id, { due_at, kind: id.startsWith("v") ? "verify" : "returned" });
    const groups = groupedTasks([
      due("verify:1", null),
      due("verify:2", "2017-08-04T18:00:00+08:00"),
      due("verify:3", "2017-08-03T10:00:00Z"),
      due("returned:4", null),
    ]);
    expect(groups.map(({ kind, tasks }) => [kind, tasks.map(({ id }) => id)])).toEqual([
      ["returned", ["returned:4"]],
      ["verify", ["verify:3", "verify:2", "verify:1"]],
    ]);
  });

  it("says what is late and what is due within a day", () => {
    const of = (due_at: string | null) => urgencyOf({ due_at }, NOW.getTime());
    expect([of(null), of("2017-08-02T08:59:00+08:00"), of("2017-08-03T08:00:00+08:00"), of("2017-08-03T09:00:00+08:00")]).toEqual([
      "later",
      "late",
      "soon",
      "later",
    ]);
  });

  it("shows each side's newest round first", () => {
    const photos = [taskPhoto(1), taskPhoto(2, { stage: "after" }), taskPhoto(3, { stage: "after", round: 2 })];
    const found = task("verify:1", { photos });
    expect(photosAt(found, "after").map(({ id }) => id)).toEqual([3, 2]);
    expect(photosAt(found, "before").map(({ id }) => id)).toEqual([1]);
  });

  it("knows what may be said to each kind, and what it is called", () => {
    expect(resultsOf("verify").map((result) => saidOf("verify", result))).toEqual(["said.qualified", "said.unqualified"]);
    expect(resultsOf("look_back").map((result) => saidOf("look_back", result))).toEqual(["said.holds", "said.relapsed"]);
    expect(saidOf("returned", "done")).toBe("said.rectified");
    expect(saidOf("retake", "done")).toBe("said.retaken");
  });
});

describe("who holds the phone", () => {
  it("makes visits, or only answers tasks; a server before this one does not say", () => {
    expect([mayVisit(undefined), mayVisit(ME), mayVisit({ ...ME, may: ["rectify"] }), mayVisit({ ...ME, may: ["visit"] })]).toEqual([
      true,
      true,
      false,
      true,
    ]);
  });
});

describe("a place's card", () => {
  it("names the chain from the top down, without empty links", () => {
    expect(chainOf(place(1, { leader: "周领导", keeper: "李点位" }))).toEqual([
      ["leader", "周领导"],
      ["responsible", "东方红街道"],
      ["subdistrict", "东方红街道"],
      ["keeper", "李点位"],
    ]);
  });

  it("says how many open cases it does not tell one by one; of an older server it knows the count alone", () => {
    const one = { number: 1, description: "垃圾", state: "accepted" as const, due_at: null };
    expect([untoldCases(place(1, { open_cases: 3, cases: [one] })), untoldCases(place(1, { cases: [one] }))]).toEqual([2, 0]);
    expect(untoldCases({ open_cases: 3 })).toBe(3);
  });
});

const far = ({ x, y, w, h }: Mark): number[] => [x + w, y + h].map((end) => Number(end.toFixed(4)));

describe("a mark", () => {
  it("is drawn from any corner to any other", () => {
    const box = { shape: "box", x: 0.2, y: 0.3, w: 0.4, h: 0.4, text: "" };
    expect(drawn("box", { x: 0.2, y: 0.3 }, { x: 0.6, y: 0.7 })).toEqual(box);
    expect(drawn("box", { x: 0.6, y: 0.7 }, { x: 0.2, y: 0.3 })).toEqual(box);
    expect(drawn("arrow", { x: 0.6, y: 0.7 }, { x: 0.2, y: 0.3 })).toEqual({ ...box, shape: "arrow", x: 0.6, y: 0.7, w: -0.4, h: -0.4 });
  });

  it("drawn over the edge ends at the edge; a thin one is wide enough to be seen", () => {
    expect(far(drawn("circle", { x: 0.5, y: 0.5 }, { x: 3, y: -2 }))).toEqual([1, 0.5]);
    const thin = drawn("box", { x: 1, y: 0.2 }, { x: 1, y: 0.9 });
    expect(thin.w).toBe(0.03);
    expect(thin.x + thin.w).toBeLessThanOrEqual(1);
  });

  it("of a mere tap lies around the spot; an arrow points to it", () => {
    expect(drawn("circle", { x: 0.5, y: 0.5 }, { x: 0.505, y: 0.5 })).toEqual(tapped("circle"));
    expect(far(tapped("arrow", { x: 0.1, y: 0.9 }))).toEqual([0.1, 0.9]);
    expect(tapped("box", { x: 0, y: 1 })).toMatchObject({ x: 0, y: 0.75 });
  });

  it("moves and grows by keys, and never leaves the picture", () => {
    const mark = tapped("box");
    expect(keyed(mark, "ArrowRight", false)).toEqual({ ...mark, x: mark.x + STEP });
    expect(keyed(mark, "ArrowDown", true)).toEqual({ ...mark, h: mark.h + STEP });
    expect(keyed(mark, "Enter", false)).toBeNull();
    expect(moved(mark, 9, -9)).toEqual({ ...mark, x: 0.75, y: 0 });
    expect(far(resized(mark, 9, 9))).toEqual([1, 1]);
    expect(resized(mark, -0.24, 0)).toEqual(mark);
    const arrow = { ...tapped("arrow"), w: 0, h: 0.04 };
    expect(resized(arrow, 0, -0.04)).toEqual(arrow);
  });

  it("writes no number that another machine would write otherwise", () => {
    const many = Array.from({ length: 50 }, (_, step) => drawn("arrow", { x: step / 51, y: 1 / 3 }, { x: 1 / 3, y: step / 51 }));
    for (const mark of many) {
      for (const value of [mark.x, mark.y, mark.w, mark.h]) {
        expect(String(value)).toMatch(/^-?(0|1|0\.\d{1,4})$/);
        expect(Object.is(value, -0)).toBe(false);
      }
    }
  });

  it("has one line of at most 60 characters that can be seen", () => {
    expect(named(MARK, "门口\n有\u200b 垃圾").text).toBe("门口 有 垃圾");
    expect([...named(MARK, "😀".repeat(80)).text]).toHaveLength(60);
  });

  it("shows the beginning of its words, by their width", () => {
    expect(shortened("门头广告破损未修", 8)).toBe("门头广告破损未修");
    expect(shortened("门头广告破损未修复", 8)).toBe("门头广告破损未修…");
    expect(shortened("the lamp is dark", 8)).toBe("the lamp is da…");
  });

  it("is named by where it lies", () => {
    expect(areaOf(tapped("box"))).toBe("middle_centre");
    expect(areaOf({ ...MARK, x: 0.7, y: 0 })).toBe("top_right");
    expect(areaOf(tapped("arrow", { x: 0.1, y: 0.9 }))).toBe("bottom_left");
  });

  it("is caught by a finger, the one on top first", () => {
    const arrow: Mark = { shape: "arrow", x: 0.9, y: 0.9, w: -0.2, h: 0, text: "" };
    const marks = [MARK, { ...MARK, w: 0.1, h: 0.1 }, arrow];
    expect(hitBy(marks, { x: 0.15, y: 0.15 })).toBe(1);
    expect(hitBy(marks, { x: 0.28, y: 0.28 })).toBe(0);
    expect(hitBy(marks, { x: 0.8, y: 0.92 })).toBe(2);
    expect(hitBy(marks, { x: 0.5, y: 0.5 })).toBe(-1);
  });
});
