import { mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { BuildOptions } from "esbuild";
import { pageDeclarations } from "gradbook-kernel/page/declarations";
import type { Lesson } from "../lessons/catalog.js";
import { browserBundle } from "./browser-bundle.js";
import { PACKAGE_SOURCES } from "./contract.js";
import { type DataSetFiles, writeDataPieces } from "./data-pieces.js";
import { lessonScript } from "./lesson-script.js";
import { partScript } from "./part-script.js";
import { slimTypeScript } from "./slim-typescript.js";

const require = createRequire(import.meta.url);

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export interface LivePartsOptions {
  readonly lessons: readonly Lesson[];
  /** Data sets that are to lie beside the pages, so that lessons on them run there at once. Default: none. */
  readonly data?: readonly DataSetFiles[];
  /** Where packages of npm come from when a reader has one fetched. Default: {@link PACKAGE_SOURCES}. */
  readonly packageSources?: readonly string[];
}

/**
 * Writes what runs cells on pages, once beside all of them. Every file is a classic script, since pages are opened as
 * files, where no module is loaded and nothing can be fetched: the workers' scripts come as texts.
 */
export async function writeLiveParts(
  folder: string,
  { lessons, data = [], packageSources = PACKAGE_SOURCES }: LivePartsOptions,
): Promise<void> {
  const files = new Map(await liveParts());
  const site = { beside: writeDataPieces(folder, data), packageSources };
  for (const lesson of lessons) {
    files.set(`lessons/${lesson.name}.js`, partScript("lesson", lessonScript(lesson, site)));
  }
  for (const [file, text] of files) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  }
}

let parts: Promise<ReadonlyMap<string, string>> | undefined;

/** The scripts by their files; they are the same for every site that this process writes. */
function liveParts(): Promise<ReadonlyMap<string, string>> {
  parts ??= bundleAll();
  return parts;
}

async function bundleAll(): Promise<ReadonlyMap<string, string>> {
  const folder = dirname(require.resolve("gradbook/package.json"));
  const declarations = pageDeclarations([{ name: "gradbook", folder }]);
  const DECLARATIONS = `JSON.parse(${JSON.stringify(JSON.stringify(declarations))})`;
  const [boot, map, front, texts, session, types, style] = await Promise.all([
    bundle("page/boot.ts"),
    bundle("page/map.ts"),
    bundle("page/front.ts"),
    // Its Markdown plugin would bring KaTeX's other form besides.
    bundle("page/texts.ts", { alias: { katex: require.resolve("katex") } }),
    // Errors and objects are shown with the names of their classes.
    bundle("workers/session.ts", { keepNames: true }),
    bundle("workers/types.ts", {
      plugins: [slimTypeScript()],
      banner: { js: `const DECLARATIONS = ${DECLARATIONS};` },
    }),
    bundle("page/live.css"),
  ]);
  return new Map([
    ["boot.js", boot],
    ["map.js", map],
    ["front.js", front],
    ["texts.js", texts],
    ["session.js", partScript("session", withThreads(session))],
    ["types.js", partScript("types", types)],
    ["live.css", style],
  ]);
}

/**
 * The program of the library's threads is a text, in which what keeps names goes by esbuild's own name for it, `__name`;
 * minified, it has a shorter one.
 */
function withThreads(script: string): string {
  const keeps = /([\w$]+)=\([\w$]+,[\w$]+\)=>[\w$]+\([\w$]+,"name",\{value:[\w$]+,configurable:!0\}\)/;
  const name = keeps.exec(script)?.[1];
  const begin = "const __name =";
  if (name === undefined || !script.includes(begin)) {
    throw new Error(
      `session.js: expected what keeps names, and "${begin}" in the program of threads, got a bundle without one of them`,
    );
  }
  return script.replace(begin, () => `const ${name} =`);
}

function bundle(entry: string, options: BuildOptions = {}): Promise<string> {
  return browserBundle(here(entry), {
    // One byte a character, also in the engine's memory.
    charset: "ascii",
    legalComments: "none",
    // TypeScript asks for Node's modules only where there is Node.
    external: ["fs", "path", "os", "inspector", "perf_hooks", "crypto", "url", "source-map-support"],
    ...options,
  });
}
