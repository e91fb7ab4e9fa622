/** Node's file modules, taken at run time so that the library also loads in a browser and in bundlers. */
export interface NodeModules {
  readonly fs: typeof import("node:fs/promises");
  readonly os: typeof import("node:os");
  readonly path: typeof import("node:path");
}

/** The modules, or `undefined` where there is no Node (a browser). */
export function nodeModules(): NodeModules | undefined {
  if (typeof process === "undefined" || typeof process.getBuiltinModule !== "function") return undefined;
  return {
    fs: process.getBuiltinModule("node:fs/promises"),
    os: process.getBuiltinModule("node:os"),
    path: process.getBuiltinModule("node:path"),
  };
}
