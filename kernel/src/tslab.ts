/** tslab's display API, for cells that `import * as tslab from "tslab"`. */
import { createRequire } from "node:module";

export { type Display, display, newDisplay } from "./in-cell/tslab-display.js";

const require = createRequire(import.meta.url);

function versionOf(manifest: string): string {
  return (require(manifest) as { version: string }).version;
}

/** The versions of what runs the cells. */
export const versions = {
  /** The version of tslab whose API this is. */
  tslab: "1.0.22",
  typescript: versionOf("typescript/package.json"),
  node: process.version,
};
