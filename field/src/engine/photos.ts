/** A photograph as it is kept and sent: upright, small enough, with what is known of where it came from. */
import type { PhotoIn, PhotoLimits, PhotoSource, PhotoStage, Position } from "./contract";
import { sha256 } from "./canonical";
import type { StoredFile } from "./database";

/** A file older than this was not taken now, whatever the button says: desktops open a file chooser for `capture`. */
const FRESH_MS = 10 * 60_000;
const LOWEST_QUALITY = 0.4;

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

/** Makes the photograph ready. Raises when the file is no picture that this browser can read. */
export async function take(original: File, options: TakeOptions): Promise<Taken> {
  const bytes = await shrink(original, options.limits);
  const digest = await sha256(bytes);
  return { file: stored(original, bytes, digest, options.now), photo: claim(original, digest, options) };
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

function stored(original: File, bytes: ArrayBuffer, digest: string, now: Date): StoredFile {
  const name = `${original.name.replace(/\.[^.]*$/, "") || "photo"}.jpg`;
  return {
    sha256: digest,
    name,
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
