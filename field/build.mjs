// Builds the app, then the service worker that knows every file of it by its hash. Checks what a first visit costs.
import { createHash } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import vue from "@vitejs/plugin-vue";
import { build } from "vite";

const here = dirname(fileURLToPath(import.meta.url));
const out = process.env["DIEBIAN_FIELD_OUT"] ?? join(here, "../src/diebian/web/static/field");
const BASE = "/static/field/";
const SCRIPT_BUDGET = 250 * 1024;
const targets = ["chrome103", "firefox105", "safari16.4"];

/** A name for this very state of the sources; shown in the app. */
const version = digestOf(filesUnder(join(here, "src")).concat(join(here, "package-lock.json"))).slice(0, 8);
const common = { root: here, configFile: false, logLevel: "warn", define: { __VERSION__: JSON.stringify(version) } };

await build({
  ...common,
  base: BASE,
  plugins: [vue()],
  define: { ...common.define, __VUE_OPTIONS_API__: "false", __VUE_PROD_DEVTOOLS__: "false" },
  build: {
    outDir: out,
    emptyOutDir: true,
    target: targets,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    // Nothing inline: the pages' content security policy allows no inline script or style.
    assetsInlineLimit: 0,
  },
});

const shell = filesUnder(out).map((file) => [BASE + relative(out, file).replaceAll("\\", "/"), digestOf([file])]);
const kept = shell.filter(([address]) => !address.endsWith("/index.html"));
const page = shell.find(([address]) => address.endsWith("/index.html"));
await build({
  ...common,
  publicDir: false,
  define: { ...common.define, __SHELL__: JSON.stringify([["/field/", page[1]], ...kept]) },
  build: {
    outDir: out,
    emptyOutDir: false,
    target: targets,
    reportCompressedSize: false,
    rollupOptions: { input: { sw: join(here, "src/worker/main.ts") }, output: { entryFileNames: "[name].js", format: "iife" } },
  },
});

const scripts = filesUnder(out).filter((file) => file.endsWith(".js"));
const size = scripts.reduce((sum, file) => sum + gzipSync(readFileSync(file)).length, 0);
console.log(`field: version ${version}, scripts ${(size / 1024).toFixed(1)} kB gzip of ${SCRIPT_BUDGET / 1024}`);
if (size > SCRIPT_BUDGET) process.exit(1);

function filesUnder(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.startsWith("."))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort();
}

function digestOf(files) {
  const digest = createHash("sha256");
  for (const file of files) digest.update(relative(here, file)).update(readFileSync(file));
  return digest.digest("hex");
}
