/** A photograph as it is kept and sent: upright, small enough, with what is known of where it came from. */
import type { PhotoIn, PhotoLimits, PhotoSource, PhotoStage, Position } from "./contract";
import { sha256 } from "./canonical";
import type { StoredFile } from "./database";
import { type Looks, looksOf, type PictureType } from "./looks";

/** A file older than this was not taken now, whatever the button says: desktops open a file chooser for `capture`. */
const FRESH_MS = 10 * 60_000;
const LOWEST_QUALITY = 0.4;
/** A usual picture of this many pixels that a browser cannot open is broken, not too large for it. */
const OPENED_ANYWHERE = 30_000_000;

export interface Taken {
  file: StoredFile;
  photo: PhotoIn;
}

export interface TakeOptions {
  claimed: PhotoSource;
  stage: PhotoStage;
  limits: PhotoLimits;
  position: Position | null;
  now: Date;
}

/** Why a file cannot be a photograph of the check; its holder is told in words. */
export class Unusable extends Error {
  constructor(readonly why: "empty" | "no_picture" | "cut_off" | "unreadable" | "too_many_bytes" | "too_many_pixels") {
    super(why);
  }
}

/** Makes the photograph ready. Raises Unusable. */
export async function take(original: File, options: TakeOptions): Promise<Taken> {
  const ready = await madeReady(original, options.limits);
  const digest = await sha256(ready.bytes);
  return { file: stored(original, ready, digest, options.now), photo: claim(original, digest, options) };
}

interface Ready {
  bytes: ArrayBuffer;
  type: PictureType;
}

async function madeReady(original: File, limits: PhotoLimits): Promise<Ready> {
  if (!original.size) throw new Unusable("empty");
  const looks = await read(original);
  if (!looks.type) throw new Unusable("no_picture");
  if (!looks.isWhole) throw new Unusable("cut_off");
  const bytes = await shrink(original, limits).catch(() => null);
  // What this browser cannot open (HEIC on most, very large pictures on small phones) the server can: it gets the original.
  return bytes ? { bytes, type: "image/jpeg" } : asItIs(original, looks, limits);
}

async function read(original: File): Promise<Looks> {
  try {
    return looksOf(await original.arrayBuffer());
  } catch {
    throw new Unusable("unreadable"); // gone from the phone meanwhile, or still in a cloud
  }
}

async function asItIs(original: File, looks: Looks, limits: PhotoLimits): Promise<Ready> {
  const pixels = looks.width * looks.height;
  if (!looks.type || (looks.type !== "image/heic" && pixels <= OPENED_ANYWHERE)) throw new Unusable("unreadable");
  if (pixels > limits.max_pixels) throw new Unusable("too_many_pixels");
  if (original.size > limits.max_bytes) throw new Unusable("too_many_bytes");
  return { bytes: await original.arrayBuffer(), type: looks.type };
}

export function claim(original: { lastModified: number }, digest: string, options: TakeOptions): PhotoIn {
  const source = honestSource(options.claimed, original.lastModified, options.now.getTime());
  // A picture out of the gallery was not taken where the inspector stands now: it has no position.
  const position = source === "camera" ? options.position : null;
  return {
    sha256: digest,
    stage: options.stage,
    source,
    taken_at: new Date(source === "camera" ? options.now : original.lastModified).toISOString(),
    latitude: position?.latitude ?? null,
    longitude: position?.longitude ?? null,
    accuracy_m: position?.accuracy_m ?? null,
  };
}

export function honestSource(claimed: PhotoSource, lastModified: number, now: number): PhotoSource {
  return claimed === "camera" && now - lastModified <= FRESH_MS ? "camera" : "gallery";
}

/** Width and height so that the longer edge is at most `maxEdge`; never larger than it was. */
export function fitted(width: number, height: number, maxEdge: number): { width: number; height: number } {
  const scale = Math.min(1, maxEdge / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

const ENDINGS: Record<PictureType, string> = {
  "image/jpeg": "jpg",
  "image/png": "png",
  "image/webp": "webp",
  "image/heic": "heic",
};

function stored(original: File, { bytes, type }: Ready, digest: string, now: Date): StoredFile {
  return {
    sha256: digest,
    name: `${original.name.replace(/\.[^.]*$/, "") || "photo"}.${ENDINGS[type]}`,
    type,
    bytes,
    size: bytes.byteLength,
    kept_at: now.toISOString(),
    state: "waiting",
    receipt: null,
    message: "",
  };
}

async function shrink(original: File, limits: PhotoLimits): Promise<ArrayBuffer> {
  const picture = await createImageBitmap(original, { imageOrientation: "from-image" });
  try {
    return await drawn(picture, limits);
  } finally {
    picture.close();
  }
}

async function drawn(picture: ImageBitmap, limits: PhotoLimits): Promise<ArrayBuffer> {
  const { width, height } = fitted(picture.width, picture.height, limits.max_edge);
  const canvas = new OffscreenCanvas(width, height);
  const pen = canvas.getContext("2d");
  if (!pen) throw new Error("no canvas");
  pen.fillStyle = "white"; // under what is see-through
  pen.fillRect(0, 0, width, height);
  pen.drawImage(picture, 0, 0, width, height);
  return encoded(canvas, limits);
}

/** Quality goes down step by step until it fits. */
async function encoded(canvas: OffscreenCanvas, limits: PhotoLimits): Promise<ArrayBuffer> {
  const first = limits.quality > 1 ? limits.quality / 100 : limits.quality;
  for (let quality = first; ; quality -= 0.1) {
    const blob = await canvas.convertToBlob({ type: "image/jpeg", quality });
    if (blob.size <= limits.max_bytes || quality - 0.1 < LOWEST_QUALITY) return blob.arrayBuffer();
  }
}
