/** A task's photograph on the screen: from the phone where it is kept, else from the network, else a word that it is not here. */
import { computed, onScopeDispose, ref, type Ref, watch } from "vue";

import { app, phone } from "./app";
import type { TaskPhoto } from "./engine/contract";
import { shown, type Shown } from "./engine/pictures";
import { live } from "./live";

export interface PictureOnScreen {
  /** Empty: nothing to show. */
  address: Ref<string>;
  isNowhere: Ref<boolean>;
  isSmall: Ref<boolean>;
  /** The network gave nothing. */
  failed: () => void;
}

export function usePicture(photo: () => TaskPhoto, isLarge: boolean): PictureOnScreen {
  const { db } = phone();
  const isCut = ref(false);
  const found = live<Shown | null>(() => shown(db, photo(), isLarge, isCut.value), null, [isCut, () => photo().url]);
  const address = ref("");
  let made = "";
  const free = () => made && URL.revokeObjectURL(made);
  watch(found, (now) => {
    free();
    made = now?.from === "phone" ? URL.createObjectURL(new Blob([now.picture.bytes], { type: now.picture.type })) : "";
    address.value = now?.from === "network" ? now.address : made;
  });
  onScopeDispose(free);
  // The network is back: once more.
  watch(() => app.sync.last === "done" && !app.sync.isRunning, (isBack) => isBack && (isCut.value = false));
  return {
    address,
    isNowhere: computed(() => found.value?.from === "nowhere"),
    isSmall: computed(() => found.value?.from === "phone" && found.value.isSmall),
    failed: () => (isCut.value = true),
  };
}
