/** A draft on the screen: read, held against other windows, written at every change, and what became of the last write. */
import { computed, nextTick, onMounted, onScopeDispose, reactive, type Ref, ref, watch } from "vue";

import type { StoredFile } from "./engine/database";
import { type Keeper, Overtaken, type Written } from "./engine/drafts";
import { draftLock, Hold } from "./engine/hold";
import { isNoRoom } from "./engine/storage";
import { live } from "./live";

/** "asking" lasts a moment; "gone": handed in, or thrown away. */
export type Standing = "asking" | "held" | "leaving" | "elsewhere" | "gone";

export interface Saved {
  state: "saved" | "saving" | "failed";
  /** When it was last written. */
  at: string;
  why: "" | "no_room" | "overtaken" | "other";
}

export function useDraft<D extends Written>(clientId: string, keeper: Keeper<D>) {
  const draft = ref(null) as Ref<D | null>;
  const standing = ref<Standing>("asking");
  const saved = reactive<Saved>({ state: "saved", at: "", why: "" });
  const atWork = new Set<Promise<unknown>>();
  const isMine = computed(() => standing.value === "held");
  let stopWatching = (): void => {};

  /** Raises what the write raises. */
  async function save(files: StoredFile[] = []): Promise<void> {
    if (!draft.value) return;
    saved.state = "saving";
    try {
      await keeper.save(draft.value, files);
      Object.assign(saved, { state: "saved", at: new Date().toISOString(), why: "" });
    } catch (error) {
      Object.assign(saved, { state: "failed", why: reasonOf(error) });
      if (error instanceof Overtaken) lookOn();
      throw error;
    }
  }

  function show(kept: D | undefined): void {
    stopWatching();
    if (!kept) {
      standing.value = "gone";
      draft.value = null;
      return;
    }
    draft.value = kept;
    saved.at = kept.changed_at;
  }

  function lookOn(): void {
    stopWatching();
    standing.value = "elsewhere";
  }

  const hold = new Hold(draftLock(clientId), {
    held: () => void takeUp(),
    leaving: async () => {
      standing.value = "leaving";
      await nextTick(); // what was typed last reaches the keeper
      await Promise.allSettled(atWork);
      await keeper.settled();
    },
    elsewhere: lookOn,
  });

  async function takeUp(): Promise<void> {
    show(await keeper.claim(clientId));
    if (!draft.value) return;
    Object.assign(saved, { state: "saved", why: "" });
    standing.value = "held";
    if (keeper.isBehind(clientId)) void save().catch(() => undefined);
    // Every change is written at once: the phone may go dark at any moment. What became of it stands in `saved`.
    stopWatching = watch(draft as Ref<D>, () => void save().catch(() => undefined), { deep: true });
  }

  // Another window's work is seen here while it is done.
  const theirs = live(async () => ({ isTheirs: standing.value === "elsewhere", kept: await keeper.read(clientId) }), null, [standing]);
  watch(theirs, (read) => {
    if (read?.isTheirs && standing.value === "elsewhere") show(read.kept);
  });

  async function takeOver(): Promise<void> {
    if (hold.isHeld) return takeUp();
    standing.value = "asking";
    await hold.takeOver();
  }

  onMounted(() => void hold.start());
  onScopeDispose(() => void leave());

  async function leave(): Promise<void> {
    stopWatching();
    await Promise.allSettled(atWork);
    await keeper.settled();
    hold.stop();
  }

  /** Work that ends in a change of the draft (a photograph being made ready): nobody gets the draft before it is done. */
  async function during<T>(work: Promise<T>): Promise<T> {
    atWork.add(work);
    try {
      return await work;
    } finally {
      atWork.delete(work);
    }
  }

  return { draft, standing, saved, isMine, keeper, save, during, takeOver };
}

export type DraftOnScreen<D extends Written> = ReturnType<typeof useDraft<D>>;

function reasonOf(error: unknown): Saved["why"] {
  if (error instanceof Overtaken) return "overtaken";
  return isNoRoom(error) ? "no_room" : "other";
}
