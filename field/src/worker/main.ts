/**
 * The app opens with no network: its page and files are kept, all of one version, and answered from there.
 * Calls of the API are never touched. A new version waits until the inspector takes it.
 */
/// <reference lib="webworker" />
import { keepShell, SHELL_PREFIX, shellAnswer } from "./shell";

declare const self: ServiceWorkerGlobalScope;
/** [address, hash] of the page and each of its files; written in by the build. */
declare const __SHELL__: [string, string][];
declare const __VERSION__: string;

const name = SHELL_PREFIX + __VERSION__;

self.addEventListener("install", (event) => event.waitUntil(keepShell(caches, name, __SHELL__)));

self.addEventListener("activate", (event) => event.waitUntil(takeOver()));

self.addEventListener("message", (event) => {
  if (event.data === "take") void self.skipWaiting();
});

self.addEventListener("fetch", (event) => {
  const answer = shellAnswer(event.request, self.location.origin);
  if (answer) event.respondWith(answerFrom(answer, event.request));
});

async function takeOver(): Promise<void> {
  const old = (await caches.keys()).filter((one) => one.startsWith(SHELL_PREFIX) && one !== name);
  await Promise.all(old.map((one) => caches.delete(one)));
  await self.clients.claim();
}

async function answerFrom(address: string, request: Request): Promise<Response> {
  const kept = await (await caches.open(name)).match(address);
  return kept ?? fetch(request);
}
