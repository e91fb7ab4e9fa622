/**
 * Joins the compiled modules that a kernel's start reads into few files, `dist/joined`: one for what begins it, one for
 * each of what the front loads after it has started the session and found the type service, and one for the session.
 * Node takes twice as long to find and link the hundred small ones. Names and lines stay readable.
 */
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const dist = fileURLToPath(new URL("./dist/", import.meta.url));
const joined = resolve(dist, "joined");

/** @type {import("esbuild").BuildOptions} */
const options = {
  outdir: joined,
  bundle: true,
  format: "esm",
  platform: "node",
  target: "node20.19",
  packages: "external",
  charset: "utf8",
  sourcemap: "linked",
  metafile: true,
  logLevel: "warning",
  plugins: [inPlace()],
};
const results = await Promise.all([
  build({
    ...options,
    entryPoints: { start: `${dist}front/start.js` },
    splitting: true,
    chunkNames: "[name]-[hash]",
  }),
  // Read into a realm of its own, it is one module.
  build({ ...options, entryPoints: { session: `${dist}session/session.js` } }),
]);
// Chunks are named by their content: those of earlier builds would stay, and be packed.
const made = new Set(
  results.flatMap(({ metafile }) => Object.keys(metafile.outputs).map((path) => resolve(path))),
);
for (const name of readdirSync(joined)) {
  const path = resolve(joined, name);
  if (!made.has(path)) rmSync(path);
}

/**
 * Each module goes on to know where it lies, although it runs elsewhere.
 *
 * @returns {import("esbuild").Plugin}
 */
function inPlace() {
  return {
    name: "in place",
    setup({ onLoad, onResolve }) {
      // What builds a snapshot is needed once, and brings esbuild.
      onResolve({ filter: /^\.\/bundle\.js$/ }, () => ({
        path: "../type-process/bundle.js",
        external: true,
      }));
      onLoad({ filter: /\.js$/ }, ({ path }) => {
        const from = relative(joined, path).split(sep).join("/");
        const place = `new URL(${JSON.stringify(from)}, import.meta.url).href`;
        return { contents: readFileSync(path, "utf8").replaceAll("import.meta.url", place) };
      });
    },
  };
}
