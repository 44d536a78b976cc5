/** What a file is, by its content. */
import { describe, expect, it } from "vitest";

import { looksOf } from "../src/engine/looks";
import { take, Unusable } from "../src/engine/photos";
import { NOW } from "./phone";
import { ME } from "./server";

const bytes = (...parts: (number[] | string)[]): ArrayBuffer =>
  new Uint8Array(parts.flatMap((part) => (typeof part === "string" ? [...part].map((letter) => letter.charCodeAt(0)) : part))).buffer;
const u32 = (value: number): number[] => [24, 16, 8, 0].map((shift) => (value >>> shift) & 255);
const frame = (width: number, height: number) => [0xff, 0xc0, 0, 11, 8, height >> 8, height & 255, width >> 8, width & 255, 1, 0, 0, 0];
/** A thumbnail's end mark lies in the first segment. */
const jpeg = (end: number[], width = 640, height = 480) =>
  bytes([0xff, 0xd8, 0xff, 0xe1, 0, 6, 0xff, 0xd9, 0, 0, 0xff], frame(width, height), [0xff, 0xda, 0, 2, 1, 2, 3], end);
const heic = (last: number[] = []) =>
  bytes(u32(16), "ftyp", "heic", u32(0), u32(32), "meta", u32(20), "ispe", u32(0), u32(8064), u32(6048), u32(0), u32(8 + 4), "mdat", last);

describe("the kind of a file", () => {
  it("is told by its content", () => {
    expect(looksOf(jpeg([0xff, 0xd9]))).toEqual({ type: "image/jpeg", width: 640, height: 480, isWhole: true });
    expect(looksOf(heic(u32(7)))).toEqual({ type: "image/heic", width: 8064, height: 6048, isWhole: true });
    expect(looksOf(bytes([0x89], "PNG", u32(0), u32(8), "IHDR", u32(3), u32(2), u32(0), u32(0), "IEND", u32(0)))).toMatchObject({
      type: "image/png",
      width: 3,
      height: 2,
      isWhole: true,
    });
    expect(looksOf(bytes([0x89], "PNG", u32(0), u32(0), "IEND", u32(0), "more")).isWhole).toBe(true);
    expect(looksOf(bytes("RIFF", [4, 0, 0, 0], "WEBP"))).toMatchObject({ type: "image/webp", isWhole: true });
  });

  it.each(["", "abc", "不是照片", "<svg/>", "%PDF-1.7 and more", "GIF89a……", "\xff\xd8\xff"])("%j is none, and breaks nothing", (text) => {
    expect(looksOf(bytes(text)).isWhole && looksOf(bytes(text)).type).toBeFalsy();
  });

  it("says what is cut off", () => {
    expect(looksOf(jpeg([])).isWhole).toBe(false);
    expect(looksOf(jpeg([0xff, 0xd9]).slice(0, 20)).isWhole).toBe(false);
    expect(looksOf(jpeg([0xff, 0xd9, 1, 2, 3])).isWhole).toBe(true); // a film behind the picture
    expect(looksOf(heic([1])).isWhole).toBe(false);
    expect(looksOf(heic([...u32(7), 0, 0, 0, 3, 1, 2, 3, 4])).isWhole).toBe(true); // a maker's notes behind it
    expect(looksOf(bytes([0x89], "PNG", u32(0))).isWhole).toBe(false);
    expect(looksOf(bytes("RIFF", [99, 0, 0, 0], "WEBP")).isWhole).toBe(false);
  });

  it("of a film is none of a photograph", () => {
    expect(looksOf(bytes(u32(16), "ftyp", "isom", u32(0))).type).toBeNull();
  });
});

/** Node decodes no pictures: as a browser that cannot. */
describe("a file that this browser cannot open", () => {
  const options = { claimed: "gallery" as const, stage: "before" as const, limits: ME.photo, position: null, now: NOW };
  const taken = (content: ArrayBuffer, name: string, limits = ME.photo) => take(new File([content], name), { ...options, limits });
  const why = (content: ArrayBuffer, name = "IMG.HEIC", limits = ME.photo) =>
    taken(content, name, limits).then(
      () => "taken",
      (error: unknown) => (error instanceof Unusable ? error.why : "other"),
    );

  it("goes as it is when the server can", async () => {
    const { file, photo } = await taken(heic(u32(7)), "IMG_1.HEIC");
    expect(file).toMatchObject({ name: "IMG_1.heic", type: "image/heic", sha256: photo.sha256, state: "waiting" });
    expect(new Uint8Array(file.bytes)).toEqual(new Uint8Array(heic(u32(7))));
    expect((await taken(jpeg([0xff, 0xd9], 8000, 6000), "48.jpg")).file.type).toBe("image/jpeg");
  });

  it("is told why when it cannot", async () => {
    expect(await why(new ArrayBuffer(0))).toBe("empty");
    expect(await why(bytes("买菜"), "list.jpg")).toBe("no_picture");
    expect(await why(heic(u32(7)).slice(0, 58))).toBe("cut_off");
    expect(await why(jpeg([0xff, 0xd9]))).toBe("unreadable");
    expect(await why(jpeg([0xff, 0xd9], 16000, 12500))).toBe("too_many_pixels");
    expect(await why(heic(u32(7)), "a.heic", { ...ME.photo, max_bytes: 10 })).toBe("too_many_bytes");
  });
});
