import { createRequire } from "node:module";

/**
 * Gives the compiler its TypeScript; to be imported before anything that compiles. A startup snapshot has put it there
 * already, initialised. Otherwise it is loaded with `require`: an `import` of a CommonJS file would first search its
 * nine megabytes for export names.
 */
const TYPESCRIPT = Symbol.for("gradbook.typescript");

const place = globalThis as { [TYPESCRIPT]?: unknown };
place[TYPESCRIPT] ??= createRequire(import.meta.url)("typescript");
