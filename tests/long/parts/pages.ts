import type { Part } from "../part.js";

export const part: Part = {
  title:
    "every lesson that needs no pictures from elsewhere, run on its page: from files, over http and isolated",
  async run({ tests }) {
    const env = { GRADBOOK_PAGES: "all" };
    return [await tests("pages that run", ["tests/e2e/pages"], { env })];
  },
};
