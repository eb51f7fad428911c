// Copies the few files of front-end libraries that pages use from node_modules into the static
// folder, which git ignores and the wheel carries. There is no build step: what is served is what
// the libraries' authors published, and manifest.json says which version each file is of.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const MODULES = join(ROOT, "node_modules");
const TARGET = join(ROOT, "src/linli/sites/static/vendor");

// Where it goes under vendor/ ← package, path in it.
const FILES = [
  ["tabler/tabler.min.css", "@tabler/core", "dist/css/tabler.min.css"],
  ["tabler/tabler.min.js", "@tabler/core", "dist/js/tabler.min.js"],
  ["alpine/alpine-csp.min.js", "@alpinejs/csp", "dist/cdn.min.js"],
  ["echarts/echarts.common.min.js", "echarts", "dist/echarts.common.min.js"],
  ["leaflet/leaflet.js", "leaflet", "dist/leaflet.js"],
  ["leaflet/leaflet.css", "leaflet", "dist/leaflet.css"],
  ["leaflet/images/layers.png", "leaflet", "dist/images/layers.png"],
  ["leaflet/images/layers-2x.png", "leaflet", "dist/images/layers-2x.png"],
  ["leaflet/images/marker-icon.png", "leaflet", "dist/images/marker-icon.png"],
  ["leaflet/images/marker-icon-2x.png", "leaflet", "dist/images/marker-icon-2x.png"],
  ["leaflet/images/marker-shadow.png", "leaflet", "dist/images/marker-shadow.png"],
];

const manifest = {};

function describe(name) {
  return JSON.parse(readFileSync(join(MODULES, name, "package.json"), "utf8"));
}

function write(path, content, source) {
  const target = join(TARGET, path);
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, content);
  manifest[path] = { ...source, sha256: createHash("sha256").update(content).digest("hex") };
}

// The source maps stay behind, and a reference to a missing file stops `collectstatic`.
function withoutSourceMap(path, content) {
  if (!/\.(css|js)$/.test(path)) return content;
  return content.toString("utf8").replace(/\n?\/[*/]# sourceMappingURL=[^\n]*/g, "");
}

function iconNames() {
  const lines = readFileSync(join(ROOT, "tools/icons.txt"), "utf8").split("\n");
  return lines.map((line) => line.trim()).filter((line) => line && !line.startsWith("#"));
}

// One <symbol> an icon. Stroke width is left to the style sheet (`.icon`).
function symbol(name) {
  const filled = name.endsWith("-filled");
  const file = filled ? `filled/${name.slice(0, -"-filled".length)}.svg` : `outline/${name}.svg`;
  const path = join(MODULES, "@tabler/icons/icons", file);
  if (!existsSync(path)) throw new Error(`tools/icons.txt: Tabler has no icon ${name}`);
  const drawing = readFileSync(path, "utf8")
    .replace(/^[\s\S]*?<svg[^>]*>/, "")
    .replace("</svg>", "")
    .replace(/<path stroke="none" d="M0 0h24v24H0z" fill="none" \/>/, "")
    .replace(/\s*\n\s*/g, "");
  const paint = filled
    ? 'fill="currentColor"'
    : 'fill="none" stroke="currentColor" stroke-linecap="round" stroke-linejoin="round"';
  return `<symbol id="${name}" viewBox="0 0 24 24" ${paint}>${drawing}</symbol>`;
}

// The licence texts of every package that is served, with those bundled inside them.
function licences() {
  const lock = JSON.parse(readFileSync(join(ROOT, "package-lock.json"), "utf8"));
  const names = Object.keys(lock.packages).filter(Boolean).sort();
  return names
    .map((path) => path.slice("node_modules/".length))
    .map((name) => {
      const { version, license, author } = describe(name);
      const file = readdirSync(join(MODULES, name)).find((entry) => /^LICEN[CS]E/.test(entry));
      const by = typeof author === "object" ? author.name : author;
      const heading = `${name} ${version} · ${license}${by ? ` · ${by}` : ""}`;
      const text = file ? readFileSync(join(MODULES, name, file), "utf8").trim() : "";
      return `${heading}\n\n${text}`.trim();
    })
    .join(`\n\n${"-".repeat(72)}\n\n`);
}

rmSync(TARGET, { recursive: true, force: true });
for (const [path, name, from] of FILES) {
  const content = withoutSourceMap(path, readFileSync(join(MODULES, name, from)));
  write(path, content, { package: name, version: describe(name).version });
}
const icons = iconNames().map(symbol).join("\n");
write("icons.svg", `<svg xmlns="http://www.w3.org/2000/svg">\n${icons}\n</svg>\n`, {
  package: "@tabler/icons",
  version: describe("@tabler/icons").version,
});
writeFileSync(join(TARGET, "LICENSES.txt"), `${licences()}\n`);
writeFileSync(join(TARGET, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);
