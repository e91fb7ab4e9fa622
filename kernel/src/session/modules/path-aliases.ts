import { readFileSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { typescript } from "./compiler.js";
import { findFile } from "./resolve-local.js";

interface Aliases {
  /** The tsconfig.json's time and size. */
  readonly version: string;
  /** Patterns with at most one `*`, and where each may lead. */
  readonly paths: readonly (readonly [pattern: string, targets: readonly string[]])[];
  readonly base: string;
  readonly baseUrl: string | undefined;
}

/**
 * `paths` and `baseUrl` of the nearest tsconfig.json, which TypeScript leaves to whoever runs the code.
 * The compiler is loaded only for a tsconfig.json that may have any.
 */
export class PathAliases {
  readonly #known = new Map<string, Aliases>();

  /** The file that a specifier which is no path leads to, if an alias leads to one. */
  resolve(specifier: string, directory: string): string | undefined {
    const config = nearestConfig(directory);
    if (config === undefined) return undefined;
    const { paths, base, baseUrl } = this.#read(config);
    const targets = bestMatch(specifier, paths).map((target) => resolve(base, target));
    if (baseUrl !== undefined) targets.push(resolve(baseUrl, specifier));
    for (const target of targets) {
      const file = findFile(target);
      if (file !== undefined && !/\.d\.[cm]?ts$/.test(file)) return file;
    }
    return undefined;
  }

  #read(config: string): Aliases {
    const { mtimeMs, size } = statSync(config);
    const version = `${mtimeMs} ${size}`;
    const known = this.#known.get(config);
    if (known?.version === version) return known;
    const aliases = { version, ...parse(config) };
    this.#known.set(config, aliases);
    return aliases;
  }
}

function parse(config: string): Omit<Aliases, "version"> {
  const base = dirname(config);
  if (!/"(?:paths|baseUrl|extends)"/.test(readFileSync(config, "utf8"))) {
    return { paths: [], base, baseUrl: undefined };
  }
  const api = typescript();
  const { config: json } = api.readConfigFile(config, api.sys.readFile);
  const host = { ...api.sys, readDirectory: () => [] };
  const { options } = api.parseJsonConfigFileContent(json ?? {}, host, base, undefined, config);
  const from = typeof options.pathsBasePath === "string" ? options.pathsBasePath : base;
  return {
    paths: Object.entries(options.paths ?? {}),
    base: options.baseUrl ?? from,
    baseUrl: options.baseUrl,
  };
}

/** Where the best pattern leads: the one without `*`, or else the one with the longest text before it. */
function bestMatch(specifier: string, paths: Aliases["paths"]): string[] {
  let best: { readonly length: number; readonly targets: string[] } = { length: -1, targets: [] };
  for (const [pattern, targets] of paths) {
    const star = pattern.indexOf("*");
    if (star < 0) {
      if (pattern === specifier) return [...targets];
      continue;
    }
    const [before, after] = [pattern.slice(0, star), pattern.slice(star + 1)];
    const fits = specifier.length >= before.length + after.length;
    if (!fits || !specifier.startsWith(before) || !specifier.endsWith(after) || star <= best.length) continue;
    const matched = specifier.slice(star, specifier.length - after.length);
    best = { length: star, targets: targets.map((target) => target.replace("*", () => matched)) };
  }
  return best.targets;
}

function nearestConfig(directory: string): string | undefined {
  const path = join(directory, "tsconfig.json");
  if (statSync(path, { throwIfNoEntry: false })?.isFile()) return path;
  const parent = dirname(directory);
  return parent === directory ? undefined : nearestConfig(parent);
}
