/** A new version of the app is told and taken only when the inspector wishes. */
import { ref } from "vue";

import { settled } from "./app";

const waiting = ref<ServiceWorker | null>(null);

export const newVersion = waiting;
/** Another window has taken a new version: this one still runs the old one. */
export const isOutdated = ref(false);

export async function registerWorker(): Promise<void> {
  if (!("serviceWorker" in navigator)) return;
  const hadOne = navigator.serviceWorker.controller !== null;
  navigator.serviceWorker.addEventListener("controllerchange", () => (isOutdated.value = hadOne));
  const registration = await navigator.serviceWorker.register("/field/sw.js", { scope: "/field/" });
  const watchInstalling = (): void =>
    registration.installing?.addEventListener("statechange", () => notice(registration));
  notice(registration);
  watchInstalling();
  registration.addEventListener("updatefound", watchInstalling);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") void registration.update().catch(() => undefined);
  });
}

/** At the first visit there is nothing old to replace, so nothing to tell. */
function notice(registration: ServiceWorkerRegistration): void {
  waiting.value = navigator.serviceWorker.controller ? registration.waiting : null;
}

/** What was typed is written first; then the new version takes over and the page is loaded anew from it. */
export async function takeVersion(): Promise<void> {
  await settled();
  navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
  waiting.value?.postMessage("take");
}

export async function loadAnew(): Promise<void> {
  await settled();
  location.reload();
}
