/** Photographs chosen for a finding or an answer: made ready one after the other, and written together with the draft that names them. */
import { ref } from "vue";

import { lookAtRoom, noteFull, phone, say } from "./app";
import type { DraftOnScreen } from "./draft";
import type { PhotoIn, PhotoLimits, PhotoSource, PhotoStage, Position } from "./engine/contract";
import type { Written } from "./engine/drafts";
import { take, type Taken, Unusable } from "./engine/photos";
import { whereNow } from "./engine/position";
import { isNoRoom } from "./engine/storage";
import { bytes, t } from "./words";

const USUAL: PhotoLimits = { max_edge: 1920, quality: 0.82, max_bytes: 1_500_000, max_pixels: 50_000_000 };

interface Wanted {
  claimed: PhotoSource;
  stage: PhotoStage;
  limits: PhotoLimits;
  position: Position | null;
}

/** What the photographs hang on: a finding, or the whole answer; found anew for each, for it may be gone meanwhile. */
type Holder<D> = (draft: D) => { photos: PhotoIn[] } | undefined;

export function usePhotographs<D extends Written>({ draft, keeper, save, during }: DraftOnScreen<D>) {
  const { db } = phone();
  const working = ref(0);

  async function add(holder: Holder<D>, files: File[], claimed: PhotoSource, stage: PhotoStage): Promise<void> {
    working.value += 1;
    try {
      await lookAtRoom();
      await during(addAll(holder, files, claimed, stage));
    } finally {
      working.value -= 1;
    }
  }

  async function addAll(holder: Holder<D>, files: File[], claimed: PhotoSource, stage: PhotoStage): Promise<void> {
    const position = claimed === "camera" ? await whereNow() : null;
    const limits = (await db.me())?.photo ?? USUAL;
    const refused: string[] = [];
    for (const file of files) refused.push(...(await addOne(holder, file, { claimed, stage, limits, position })));
    if (refused.length) say(refused.join(" "));
  }

  /** Why it could not be added; nothing when it could. */
  async function addOne(holder: Holder<D>, file: File, wanted: Wanted): Promise<string[]> {
    try {
      const taken = await take(file, { ...wanted, now: new Date() });
      return (await keep(holder, taken)) ? [] : [t("photo.no_room", { name: file.name })];
    } catch (error) {
      const why = error instanceof Unusable ? error.why : "unreadable";
      return [t(`photo.${why}`, { name: file.name, size: bytes(wanted.limits.max_bytes), ...limitOf(wanted.limits) })];
    }
  }

  function limitOf({ max_pixels }: PhotoLimits) {
    const pixels = max_pixels ?? USUAL.max_pixels; // an older server does not say
    return { pixels: Math.round(pixels / 10_000), megapixels: Math.round(pixels / 1e6) };
  }

  /** Whether there was room for it. Without room it leaves the draft again, and all else of the draft is kept. */
  async function keep(holder: Holder<D>, taken: Taken): Promise<boolean> {
    const found = draft.value ? holder(draft.value) : undefined;
    const { sha256 } = taken.photo;
    if (!found || found.photos.some((one) => one.sha256 === sha256)) return true;
    found.photos.push(taken.photo);
    try {
      await save([taken.file]);
      return true;
    } catch (error) {
      if (!isNoRoom(error) || !draft.value) return true; // what became of the write is told by the draft itself
      noteFull();
      keeper.drop(sha256);
      found.photos = found.photos.filter((one) => one.sha256 !== sha256);
      await save().catch(() => undefined);
      return false;
    }
  }

  return { working, add };
}
