/** What a file is by its content, never by its name: before anything is decoded, and also where the browser cannot decode it. */

export type PictureType = "image/jpeg" | "image/png" | "image/webp" | "image/heic";

export interface Looks {
  /** null: no kind of photograph that the server takes. */
  type: PictureType | null;
  /** As stored, before any turning; 0 when the file does not say. */
  width: number;
  height: number;
  /** Its end is there. A picture cut off would be shown with a grey half. */
  isWhole: boolean;
}

const NOTHING: Looks = { type: null, width: 0, height: 0, isWhole: true };
const HEIF_BRANDS = ["heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1", "heif"];

export function looksOf(bytes: ArrayBuffer): Looks {
  const view = new DataView(bytes);
  if (startsWith(view, 0, [0xff, 0xd8, 0xff])) return jpeg(view);
  if (startsWith(view, 0, [0x89, 0x50, 0x4e, 0x47])) return png(view);
  if (textAt(view, 0) === "RIFF" && textAt(view, 8) === "WEBP") return webp(view);
  if (textAt(view, 4) === "ftyp" && isHeif(view)) return heif(view);
  return NOTHING;
}

/** Segments up to the picture itself; then its end mark must follow. A thumbnail's own end lies inside a segment. */
function jpeg(view: DataView): Looks {
  const found: Looks = { type: "image/jpeg", width: 0, height: 0, isWhole: false };
  for (let at = 2; at + 4 <= view.byteLength; ) {
    const mark = view.getUint8(at + 1);
    if (view.getUint8(at) !== 0xff) return found;
    if (mark === 0xff) {
      at += 1; // fill
      continue;
    }
    if (isFrame(mark) && at + 9 <= view.byteLength) {
      found.height = view.getUint16(at + 5);
      found.width = view.getUint16(at + 7);
    }
    if (mark === 0xda) return { ...found, isWhole: hasEnd(view, at) };
    at += 2 + view.getUint16(at + 2);
  }
  return found;
}

/** SOF0 … SOF15 without DHT, JPG and DAC, which share their numbers. */
function isFrame(mark: number): boolean {
  return mark >= 0xc0 && mark <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(mark);
}

/** Phones hang a second picture or a film behind the first, so it is not always at the very end. */
function hasEnd(view: DataView, from: number): boolean {
  const bytes = new Uint8Array(view.buffer);
  for (let at = bytes.indexOf(0xff, from); at >= 0; at = bytes.indexOf(0xff, at + 1)) {
    if (bytes[at + 1] === 0xd9) return true;
  }
  return false;
}

function png(view: DataView): Looks {
  const [width, height] = view.byteLength >= 24 ? [view.getUint32(16), view.getUint32(20)] : [0, 0];
  return { type: "image/png", width, height, isWhole: hasLastChunk(view) };
}

/** Something may hang behind the end here too. */
function hasLastChunk(view: DataView): boolean {
  for (let at = 8; at + 12 <= view.byteLength; at += 12 + view.getUint32(at)) {
    if (textAt(view, at + 4) === "IEND") return true;
  }
  return false;
}

function webp(view: DataView): Looks {
  return { ...NOTHING, type: "image/webp", isWhole: view.getUint32(4, true) + 8 <= view.byteLength };
}

function isHeif(view: DataView): boolean {
  const end = Math.min(view.getUint32(0), view.byteLength, 256);
  for (let at = 8; at + 4 <= end; at += 4) if (HEIF_BRANDS.includes(textAt(view, at))) return true;
  return false;
}

/** Boxes one after the other: the one with the picture's data must be there up to its end. */
function heif(view: DataView): Looks {
  const found: Looks = { type: "image/heic", ...extentOfHeif(view), isWhole: false };
  for (let at = 0; at + 8 <= view.byteLength; ) {
    const size = sizeOfBox(view, at);
    if (size < 8 || at + size > view.byteLength) return found;
    if (textAt(view, at + 4) === "mdat") found.isWhole = true;
    at += size;
  }
  return found;
}

/** 0: to the end of the file; 1: the length follows in eight bytes. */
function sizeOfBox(view: DataView, at: number): number {
  const size = view.getUint32(at);
  if (size === 0) return view.byteLength - at;
  if (size === 1) return at + 16 <= view.byteLength ? Number(view.getBigUint64(at + 8)) : 0;
  return size;
}

/** The largest of the extents told: a picture is laid together of tiles, each with its own. */
function extentOfHeif(view: DataView): { width: number; height: number } {
  let [width, height] = [0, 0];
  const end = Math.min(view.byteLength, 65_536) - 16;
  for (let at = 0; at <= end; at += 1) {
    if (textAt(view, at) !== "ispe") continue;
    const [across, down] = [view.getUint32(at + 8), view.getUint32(at + 12)];
    if (across * down > width * height) [width, height] = [across, down];
  }
  return { width, height };
}

function startsWith(view: DataView, from: number, bytes: number[]): boolean {
  return view.byteLength >= from + bytes.length && bytes.every((byte, index) => view.getUint8(from + index) === byte);
}

function textAt(view: DataView, at: number): string {
  if (at < 0 || at + 4 > view.byteLength) return "";
  return String.fromCharCode(view.getUint8(at), view.getUint8(at + 1), view.getUint8(at + 2), view.getUint8(at + 3));
}
