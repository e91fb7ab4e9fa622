import { resolve } from "node:path";
import { projectSettings } from "./project-settings.js";
import { findFile } from "./resolve-local.js";

/**
 * The file that a specifier which is no path leads to by `paths` and `baseUrl` of the nearest tsconfig.json, which
 * TypeScript leaves to whoever runs the code.
 */
export function resolveAlias(specifier: string, directory: string): string | undefined {
  const settings = projectSettings(directory);
  if (settings === undefined) return undefined;
  const { paths = {}, baseUrl, pathsBasePath } = settings.options;
  const base = baseUrl ?? (typeof pathsBasePath === "string" ? pathsBasePath : settings.base);
  const targets = bestMatch(specifier, paths).map((target) => resolve(base, target));
  if (baseUrl !== undefined) targets.push(resolve(baseUrl, specifier));
  for (const target of targets) {
    const file = findFile(target);
    if (file !== undefined && !/\.d\.[cm]?ts$/.test(file)) return file;
  }
  return undefined;
}

/** Where the best pattern leads: the one without `*`, or else the one with the longest text before it. */
function bestMatch(specifier: string, paths: Readonly<Record<string, readonly string[]>>): string[] {
  let best: { readonly length: number; readonly targets: string[] } = { length: -1, targets: [] };
  for (const [pattern, targets] of Object.entries(paths)) {
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
