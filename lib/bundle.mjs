/**
 * Joins the compiled modules into one file for Node, `dist/node/index.js`, with `dist/node/exercise/index.js`
 * beside it: Node takes about 200 ms to find and link 350 small files, and 15 ms for one. Names and lines stay
 * readable. Bundlers for the browser take the modules themselves (`exports` in package.json) and leave out what
 * a page does not use.
 */
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const dist = fileURLToPath(new URL("./dist/", import.meta.url));

const { metafile } = await build({
  entryPoints: { index: `${dist}node.js`, "exercise/index": `${dist}exercise/index.js` },
  outdir: `${dist}node`,
  bundle: true,
  splitting: true,
  chunkNames: "gradbook-[hash]",
  format: "esm",
  platform: "node",
  target: "node20.19",
  charset: "utf8",
  // The debugger shows the library as it was written; the map has the sources in it.
  sourcemap: "linked",
  // Names stay as they are by not being made shorter; `keepNames` would put calls into the functions that worker
  // threads are given the text of.
  // package.json's sideEffects are for pages that use a part; this file has all of it.
  ignoreAnnotations: true,
  metafile: true,
  logLevel: "warning",
});
// Chunks are named by their content: those of earlier builds would stay, and be packed.
const made = new Set(Object.keys(metafile.outputs).map((path) => resolve(path)));
for (const name of readdirSync(`${dist}node`)) {
  const path = resolve(dist, "node", name);
  if (name.startsWith("gradbook-") && !made.has(path)) rmSync(path);
}

/**
 * The JupyterLab extension, `dist/jupyterlab`: a prebuilt one, so that nobody needs JupyterLab's own builder. Set-up
 * copies it into Jupyter's `labextensions`.
 */
const { name, version, license } = JSON.parse(
  readFileSync(new URL("./package.json", import.meta.url), "utf8"),
);
await build({
  entryPoints: [`${dist}plot/front/jupyterlab.js`],
  outfile: `${dist}jupyterlab/static/remoteEntry.js`,
  bundle: true,
  minify: true,
  format: "iife",
  platform: "browser",
  target: "es2022",
  charset: "utf8",
  logLevel: "warning",
});
const jupyterlab = {
  extension: true,
  _build: { load: "static/remoteEntry.js", extension: "./extension", mimeExtension: "./mimeExtension" },
};
const description = "Interactive figures of gradbook in JupyterLab";
const manifest = { name, version, license, description, jupyterlab };
writeFileSync(`${dist}jupyterlab/package.json`, `${JSON.stringify(manifest, undefined, 2)}\n`);
