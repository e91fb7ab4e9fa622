import type { Part } from "../part.js";

export const part: Part = {
  title: "axe on every page of the site, light and dark, wide and narrow",
  async run({ tests }) {
    const env = { GRADBOOK_PAGES: "all" };
    return [await tests("axe", ["tests/notebooks/tools/accessibility.test.ts"], { env })];
  },
};
