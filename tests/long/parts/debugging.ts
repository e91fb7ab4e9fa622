import type { Part } from "../part.js";

const sequences = 200;

export const part: Part = {
  title: `Debugging: ${sequences} random sequences of requests, after each of which the kernel runs the next cell`,
  run: async ({ tests }) => [
    await tests(`${sequences} sequences`, ["tests/kernel/debugger/random.test.ts"], {
      env: { GRADBOOK_SEQUENCES: String(sequences) },
    }),
  ],
};
