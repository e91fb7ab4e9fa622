import { mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type BuildOptions, build } from "esbuild";
import { pageDeclarations } from "gradbook-kernel/page/declarations";
import type { Lesson } from "../lessons/catalog.js";
import { PLACE } from "./contract.js";
import { lessonScript } from "./lesson-script.js";
import { slimTypeScript } from "./slim-typescript.js";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/**
 * Writes what runs cells on pages, once beside all of them. Every file is a classic script, since pages are opened as
 * files, where no module is loaded and nothing can be fetched: the workers' scripts come as texts.
 */
export async function writeLiveParts(folder: string, lessons: readonly Lesson[]): Promise<void> {
  const files = new Map(await liveParts());
  for (const lesson of lessons) {
    files.set(`lessons/${lesson.name}.js`, partScript("lesson", lessonScript(lesson)));
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
  const folder = dirname(createRequire(import.meta.url).resolve("gradbook/package.json"));
  const declarations = pageDeclarations([{ name: "gradbook", folder }]);
  const DECLARATIONS = `JSON.parse(${JSON.stringify(JSON.stringify(declarations))})`;
  const [boot, map, front, session, types, style] = await Promise.all([
    bundle("page/boot.ts"),
    bundle("page/map.ts"),
    bundle("page/front.ts"),
    bundle("workers/session.ts"),
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
    ["session.js", partScript("session", session)],
    ["types.js", partScript("types", types)],
    ["live.css", style],
  ]);
}

/** A classic script that leaves a value where the page's parts meet. */
function partScript(name: string, value: unknown): string {
  return `(globalThis.${PLACE}??={parts:{}}).parts.${name}=${JSON.stringify(value)};\n`;
}

async function bundle(entry: string, options: BuildOptions = {}): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [here(entry)],
    bundle: true,
    write: false,
    minify: true,
    format: "iife",
    platform: "browser",
    target: "es2022",
    // One byte a character, also in the engine's memory.
    charset: "ascii",
    legalComments: "none",
    // TypeScript asks for Node's modules only where there is Node.
    external: ["fs", "path", "os", "inspector", "perf_hooks", "crypto", "url", "source-map-support"],
    logLevel: "warning",
    ...options,
  });
  return outputFiles![0]!.text;
}
