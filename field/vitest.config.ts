import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const tus = fileURLToPath(new URL("./node_modules/tus-js-client/lib.esm/browser/index.js", import.meta.url));

export default defineConfig({
  // What runs in the tests is what runs on the phone, not the library's half for servers.
  resolve: { alias: { "tus-js-client": tus } },
  test: { include: ["tests/**/*.test.ts"], setupFiles: ["tests/setup.ts"], testTimeout: 60_000 },
});
