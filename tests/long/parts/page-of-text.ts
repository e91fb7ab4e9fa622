import type { Part } from "../part.js";

export const part: Part = {
  title:
    "a character model of 4 blocks, 4 heads and width 128 learns a page of text by heart in under a minute",
  async run({ tests }) {
    const env = { GRADBOOK_PAGE_OF_TEXT: "1" };
    return [await tests("learns it", ["--project", "lib", "tests/lib/nn/attention.test.ts"], { env })];
  },
};
