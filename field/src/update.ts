/** A new version of the app is told and taken only when the inspector wishes. */
import { ref } from "vue";

const waiting = ref<ServiceWorker | null>(null);

export const newVersion = waiting;

export async function registerWorker(): Promise<void> {
  if (!("serviceWorker" in navigator)) return;
  const registration = await navigator.serviceWorker.register("/field/sw.js", { scope: "/field/" });
  notice(registration);
  registration.addEventListener("updatefound", () => {
    registration.installing?.addEventListener("statechange", () => notice(registration));
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") void registration.update().catch(() => undefined);
  });
}

/** At the first visit there is nothing old to replace, so nothing to tell. */
function notice(registration: ServiceWorkerRegistration): void {
  waiting.value = navigator.serviceWorker.controller ? registration.waiting : null;
}

/** Every change of a draft is on the disk already: loading the page anew loses nothing. */
export function takeVersion(): void {
  navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
  waiting.value?.postMessage("take");
}
