/** Which requests are answered from the phone, and how the files get there. */

export const SHELL_PREFIX = "diebian-field-";
const PAGE = "/field/";
const FILES = "/static/field/";

/** The kept address that answers this request; null: it goes to the network as if there were no service worker. */
export function shellAnswer(request: Pick<Request, "method" | "mode" | "url">, origin: string): string | null {
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== origin) return null;
  if (request.mode === "navigate") return url.pathname === PAGE ? PAGE : null;
  return url.pathname.startsWith(FILES) ? url.pathname : null;
}

/** All files or none: a version that is not whole is never used. Asked past the browser's own cache. */
export async function keepShell(caches: CacheStorage, name: string, shell: [string, string][]): Promise<void> {
  const cache = await caches.open(name);
  await Promise.all(
    shell.map(async ([address]) => {
      const response = await fetch(new Request(address, { cache: "reload", credentials: "same-origin" }));
      if (!response.ok || response.redirected) throw new Error(`${address}: ${response.status}`);
      await cache.put(address, response);
    }),
  );
}
