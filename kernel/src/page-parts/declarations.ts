import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, posix } from "node:path";
import { fileURLToPath } from "node:url";
import { type Declarations, declarationPath, GLOBALS_FILE, LIBRARIES } from "../page/types/paths.js";

/** A package whose types a page brings along. */
export interface TypedPackage {
  readonly name: string;
  /** The folder of its package.json. */
  readonly folder: string;
}

/**
 * Everything that a page's type service reads: the language's declarations, the kernel's own and those of packages. To be
 * called from the built kernel, whose declarations they are.
 */
export function pageDeclarations(packages: readonly TypedPackage[]): Declarations {
  return Object.fromEntries([...libraries(), ...ownModules(), ...packages.flatMap(ofPackage)]);
}

type Entry = readonly [path: string, text: string];

/** TypeScript's own, without comments: they are four fifths of them. */
function libraries(): readonly Entry[] {
  const folder = dirname(createRequire(import.meta.url).resolve("typescript"));
  const texts = new Map<string, string>();
  const add = (file: string): void => {
    if (texts.has(file)) return;
    const text = readFileSync(join(folder, file), "utf8");
    texts.set(file, withoutComments(text));
    for (const [, name] of text.matchAll(/^\/\/\/ <reference lib="([^"]+)"/gm)) add(`lib.${name}.d.ts`);
  };
  LIBRARIES.forEach(add);
  return [...texts].map(([file, text]) => [declarationPath.library(file), text]);
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/^\s*\n/gm, "");
}

const HERE = fileURLToPath(new URL("..", import.meta.url));

/** What `gradbook-kernel` and `tslab` consist of, and what every cell sees. */
function ownModules(): readonly Entry[] {
  const texts = new Map<string, string>();
  const add = (file: string): void => {
    if (texts.has(file)) return;
    const text = readFileSync(join(HERE, file), "utf8");
    texts.set(file, text);
    for (const [, specifier = ""] of text.matchAll(/(?:from|import\() ?"(\.[^"]+)\.js"/g)) {
      add(join(dirname(file), `${specifier}.d.ts`).replaceAll("\\", "/"));
    }
  };
  for (const file of ["index.d.ts", "page/tslab.d.ts"]) add(file);
  const globals = readFileSync(join(HERE, "../assets", GLOBALS_FILE), "utf8");
  return [
    ...[...texts].map(([file, text]): Entry => [declarationPath.kernel(file), text]),
    [declarationPath.kernel(GLOBALS_FILE), globals],
  ];
}

/** What a package's entries lead to, file by file, and its package.json. */
function ofPackage({ name, folder }: TypedPackage): readonly Entry[] {
  const manifest = readFileSync(join(folder, "package.json"), "utf8");
  const texts = new Map([["package.json", manifest]]);
  const add = (file: string): void => {
    if (texts.has(file)) return;
    const text = readFileSync(join(folder, file), "utf8");
    texts.set(file, withoutLongTexts(text));
    for (const [, specifier = ""] of text.matchAll(/(?:from|import\(|import) ?"(\.[^"]+)\.js"/g)) {
      add(posix.join(posix.dirname(file), `${specifier}.d.ts`));
    }
  };
  const { exports = {} } = JSON.parse(manifest) as { exports?: Record<string, { types?: string } | string> };
  for (const entry of Object.values(exports)) {
    if (typeof entry === "object" && entry.types !== undefined) add(posix.normalize(entry.types));
  }
  return [...texts].map(([file, text]) => [declarationPath.package(name, file), text]);
}

/** The type of a constant that holds a file is the whole file. */
function withoutLongTexts(text: string): string {
  return text.replace(/(?<=declare const \w+) = "[^"\n]{500,}"/g, ": string");
}
