/** tslab's display API as a page has it. */
export { type Display, display, newDisplay } from "../in-cell/tslab-display.js";

/** The version of tslab whose API this is. */
export const versions = { tslab: "1.0.22" } as const;
