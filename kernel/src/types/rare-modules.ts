/**
 * Modules of Node that few notebooks import, and that next to nothing else in Node's types needs: until something names
 * `node:http`, the options that `url.urlToHttpOptions` makes are of type any, and until something names `node:dgram` what
 * a child process is sent along with a message is. Together they are a third of those types, so they are read when
 * something first names them.
 */
const RARE: ReadonlySet<string> = new Set([
  "assert",
  "assert/strict",
  "cluster",
  "dgram",
  "diagnostics_channel",
  "domain",
  "http",
  "http2",
  "https",
  "inspector",
  "inspector/promises",
  "punycode",
  "repl",
  "sea",
  "sqlite",
  "test",
  "test/reporters",
  "trace_events",
  "v8",
  "wasi",
  "zlib",
]);

const NAMED = /(?:\bfrom|\bimport|\brequire|\bgetBuiltinModule)\s*\(?\s*["']([\w:/]+)["']/g;

/** The names of the rare modules that a file's text imports in some way. */
export function rareModulesNamedIn(text: string): readonly string[] {
  return [...text.matchAll(NAMED)].flatMap(([, specifier = ""]) => rareModule(specifier) ?? []);
}

/** The name without `node:` of a rare module, undefined for every other specifier. */
export function rareModule(specifier: string): string | undefined {
  const name = specifier.replace(/^node:/, "");
  return RARE.has(name) ? name : undefined;
}

/** The rare modules that a file of Node's types declares; undefined for one that others need. */
export function declaredRareModules(path: string, text: string): readonly string[] | undefined {
  if (!path.includes("/@types/node/")) return undefined;
  const names = [...text.matchAll(/^declare module ["']([^"']+)["']/gm)].map(([, name = ""]) => name);
  const isRare = names.length > 0 && names.every((name) => rareModule(name) !== undefined);
  return isRare && !/\bglobal\s*\{/.test(text) ? names : undefined;
}

/** What stands for such a file: its modules exist, and are empty. */
export function stubOf(names: readonly string[]): string {
  return names.map((name) => `declare module ${JSON.stringify(name)} {}\n`).join("");
}
