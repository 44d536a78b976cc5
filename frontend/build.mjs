// Builds each entry by itself, so that no file imports another one by name: Django's manifest storage gives
// every file its hash afterwards. Output names are stable: page.js, page.css, charts.js, map.js, map.css, icons.svg.
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";

const here = dirname(fileURLToPath(import.meta.url));
const out = process.env["DIEBIAN_ASSETS_OUT"] ?? join(here, "../src/diebian/web/static/build");
const watch = process.argv.includes("--watch") ? {} : null;

/** One file of `<symbol>`s: a page shows an icon with `<use href="…/icons.svg#name">`. */
function sprite() {
  const folder = join(here, "src/icons");
  const symbols = readdirSync(folder)
    .filter((name) => name.endsWith(".svg"))
    .sort()
    .map((name) => {
      const svg = readFileSync(join(folder, name), "utf-8").replace(/<!--[\s\S]*?-->/g, "");
      const inner = svg.slice(svg.indexOf(">", svg.indexOf("<svg")) + 1, svg.lastIndexOf("</svg>"));
      return `<symbol id="${name.slice(0, -4)}" viewBox="0 0 24 24">${inner.replace(/\s*\n\s*/g, "")}</symbol>`;
    });
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>\n`;
}

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
writeFileSync(join(out, "icons.svg"), sprite());

for (const entry of ["page", "charts", "map"]) {
  await build({
    root: here,
    configFile: false,
    logLevel: "warn",
    publicDir: false,
    build: {
      outDir: out,
      emptyOutDir: false,
      watch,
      target: ["chrome87", "firefox102", "safari15"],
      modulePreload: { polyfill: false },
      reportCompressedSize: false,
      chunkSizeWarningLimit: 700,
      rollupOptions: {
        input: { [entry]: join(here, `src/${entry}.ts`) },
        output: { entryFileNames: "[name].js", assetFileNames: `${entry}[extname]` },
      },
    },
  });
}
