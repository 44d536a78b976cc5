/** The small rules: writing down, waiting, walking, searching, photographs' facts. */
import { describe, expect, it } from "vitest";

import { delayMs } from "../src/engine/backoff";
import { canonical, sha256OfText } from "../src/engine/canonical";
import { claim, fitted, honestSource } from "../src/engine/photos";
import { rounded } from "../src/engine/position";
import { findPlaces } from "../src/engine/search";
import { isNoRoom, isScarce, photosLeft } from "../src/engine/storage";
import { metresBetween, walkingOrder } from "../src/engine/walk";
import { assignment, NOW, place } from "./phone";
import { ME } from "./server";

describe("canonical JSON", () => {
  it("sorts keys, leaves no blanks and keeps Chinese as it is", () => {
    expect(canonical({ b: [1, null, true], a: { 名: "门口\n" } })).toBe('{"a":{"名":"门口\\n"},"b":[1,null,true]}');
  });

  it("does not depend on the order in which things were put in", () => {
    expect(canonical({ a: 1, b: 2 })).toBe(canonical({ b: 2, a: 1 }));
  });

  it("drops what is undefined and mends half characters, which UTF-8 cannot say", () => {
    expect(canonical({ a: undefined, b: "x\uD83D" })).toBe('{"b":"x\uFFFD"}');
    expect(canonical("😀")).toBe('"😀"');
  });

  it("refuses what JSON cannot say", () => {
    expect(() => canonical(() => 1)).toThrow(TypeError);
  });

  it("gives the digest that any other machine gives", async () => {
    expect(await sha256OfText("abc")).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  });
});

describe("waiting", () => {
  it("doubles up to ten minutes", () => {
    expect([1, 2, 3, 8, 50].map((tries) => delayMs(tries, () => 1))).toEqual([5000, 10000, 20000, 600000, 600000]);
    expect(delayMs(1, () => 0)).toBe(4000);
  });
});

describe("walking order", () => {
  const stop = (id: number, planned: string, at: ReturnType<typeof place>) => ({
    place: at,
    assignment: assignment(id, at.id, { planned_at: planned }),
  });
  const near = stop(1, "2017-08-02T15:00", place(1, { longitude: 112.581 }));
  const far = stop(2, "2017-08-02T09:00", place(2, { longitude: 112.6 }));
  const between = stop(3, "2017-08-02T10:00", place(3, { longitude: 112.59 }));
  const nowhere = stop(4, "2017-08-02T08:00", place(4, { latitude: null }));

  it("goes to the nearest each time; places without coordinates are last", () => {
    const order = walkingOrder([far, nowhere, between, near], { latitude: 35.08, longitude: 112.58 });
    expect(order.map(({ assignment }) => assignment.id)).toEqual([1, 3, 2, 4]);
    expect(order[3]?.metres).toBeNull();
  });

  it("goes by time when nobody knows where the phone is", () => {
    expect(walkingOrder([far, near, between], null).map(({ assignment }) => assignment.id)).toEqual([2, 3, 1]);
  });

  it("knows that a degree of latitude is 111 km", () => {
    const metres = metresBetween({ latitude: 35, longitude: 112 }, { latitude: 36, longitude: 112 });
    expect(Math.round(metres / 1000)).toBe(111);
  });
});

describe("searching places", () => {
  const places = [place(1, { name: "北街集贸市场" }), place(2, { name: "汽车站", address: "解放中路Ａ口" })];

  it("finds by all the words, wherever they stand, full width or not", () => {
    expect(findPlaces(places, "解放 a口").map(({ id }) => id)).toEqual([2]);
    expect(findPlaces(places, "p1").map(({ id }) => id)).toEqual([1]);
    expect(findPlaces(places, "市场 解放")).toEqual([]);
    expect(findPlaces(places, " ")).toHaveLength(2);
  });
});

describe("photographs", () => {
  const options = {
    claimed: "camera" as const,
    stage: "before" as const,
    limits: ME.photo,
    position: { latitude: 35.08, longitude: 112.58, accuracy_m: 12, at: NOW.toISOString() },
    now: NOW,
  };

  it("are made smaller, never larger", () => {
    expect(fitted(4000, 3000, 1600)).toEqual({ width: 1600, height: 1200 });
    expect(fitted(300, 900, 1600)).toEqual({ width: 300, height: 900 });
    expect(fitted(10000, 1, 1600)).toEqual({ width: 1600, height: 1 });
  });

  it("of the camera have the place and the time of now", () => {
    const photo = claim({ lastModified: NOW.getTime() - 1000 }, "digest", options);
    expect(photo).toMatchObject({ source: "camera", latitude: 35.08, taken_at: NOW.toISOString() });
  });

  it("of the gallery have the file's time and no place, whatever the button says", () => {
    const yesterday = NOW.getTime() - 86_400_000;
    expect(honestSource("camera", yesterday, NOW.getTime())).toBe("gallery");
    const photo = claim({ lastModified: yesterday }, "digest", options);
    expect(photo).toMatchObject({ source: "gallery", latitude: null, taken_at: new Date(yesterday).toISOString() });
  });

  it("have a position that every machine writes the same way", () => {
    const position = rounded({ latitude: 35.08123456789, longitude: 112.5, accuracy: 12.7 }, NOW);
    expect(position).toEqual({ latitude: 35.081235, longitude: 112.5, accuracy_m: 13, at: NOW.toISOString() });
  });
});

describe("room on the phone", () => {
  it("is told in photographs, and only when few still fit", () => {
    expect(photosLeft({ isKept: true, used: 90e6, whole: 100e6 }, 500_000)).toBe(20);
    expect(photosLeft({ isKept: true, used: 101e6, whole: 100e6 })).toBe(0);
    expect(isScarce(20)).toBe(true);
    expect(isScarce(photosLeft({ isKept: true, used: 1e9, whole: 1e10 }))).toBe(false);
  });

  it("is unknown when the browser does not say", () => {
    expect(isScarce(photosLeft({ isKept: true, used: 0, whole: 0 }))).toBe(false);
  });

  it("that ran out is known however the library wraps it", () => {
    const full = new DOMException("full", "QuotaExceededError");
    expect(isNoRoom(full)).toBe(true);
    expect(isNoRoom({ name: "AbortError", inner: { name: "AbortError", inner: full } })).toBe(true);
    expect(isNoRoom(new Error("other"))).toBe(false);
    expect(isNoRoom(null)).toBe(false);
  });
});
