/** What the service worker answers, and what it never touches. */
import { afterEach, describe, expect, it, vi } from "vitest";

import { keepShell, shellAnswer } from "../src/worker/shell";

const HERE = "https://city.test";

afterEach(() => void vi.unstubAllGlobals());

function asked(path: string, told: Partial<Request> = {}): string | null {
  return shellAnswer({ method: "GET", mode: "cors", url: HERE + path, ...told }, HERE);
}

describe("the service worker", () => {
  it("answers the page and its files", () => {
    expect(asked("/field/", { mode: "navigate" })).toBe("/field/");
    expect(asked("/static/field/assets/index.js")).toBe("/static/field/assets/index.js");
  });

  it("leaves calls of the API, other pages and other hosts alone", () => {
    expect(asked("/api/v1/field/me")).toBeNull();
    expect(asked("/cases/12/", { mode: "navigate" })).toBeNull();
    expect(asked("/field/", { method: "POST", mode: "navigate" })).toBeNull();
    expect(shellAnswer({ method: "GET", mode: "cors", url: "https://other.test/static/field/a.js" }, HERE)).toBeNull();
  });

  it("takes a version whole or not at all", async () => {
    const kept: string[] = [];
    const caches = { open: async () => ({ put: async (address: string) => kept.push(address) }) };
    vi.stubGlobal("fetch", async () => new Response("", { status: 500 }));
    vi.stubGlobal("Request", class {});
    await expect(keepShell(caches as unknown as CacheStorage, "one", [["/field/", "hash"]])).rejects.toThrow("500");
    expect(kept).toEqual([]);
  });
});
