import type { Part } from "../part.js";

export const part: Part = {
  title: "every lesson's page: looked at, and run from files, over http, isolated, and by touch on a phone",
  async run({ tests }) {
    const env = { GRADBOOK_PAGES: "all" };
    return [
      await tests("pages that are read", ["tests/notebooks/page.test.ts"], { env }),
      await tests("pages that run", ["tests/e2e/pages"], { env }),
    ];
  },
};
