import type { Part } from "../part.js";

export const part: Part = {
  title: "every lesson, run on its page: from files, over http, isolated, and by touch on a phone",
  async run({ tests }) {
    const env = { GRADBOOK_PAGES: "all" };
    return [await tests("pages that run", ["tests/e2e/pages"], { env })];
  },
};
