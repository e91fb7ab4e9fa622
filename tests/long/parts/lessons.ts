import type { Part } from "../part.js";

export const part: Part = {
  title: "every lesson in each of its homes: the kernel, nbconvert on it, stock tslab",
  async run({ tests }) {
    return [
      await tests("gradbook kernel", ["tests/notebooks/lessons.test.ts"]),
      await tests("nbconvert on it", ["tests/notebooks/nbconvert.test.ts"], {
        env: { GRADBOOK_LESSONS: "all" },
      }),
      await tests("stock tslab", ["tests/notebooks/tslab.test.ts"]),
    ];
  },
};
