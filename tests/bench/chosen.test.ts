import { describe, expect, test } from "vitest";
import { chosen } from "./chosen.js";

const bench = (name: string, onlyByName?: true) => ({
  name,
  unit: "ms",
  peers: {},
  ...(onlyByName && { onlyByName }),
});
const benches = [bench("library, W1: step"), bench("kernel: start"), bench("kernel: ten at once", true)];
const namesOf = (word: string) => chosen(benches, word).map(({ name }) => name);

describe("what a word means", () => {
  test("all with it in their names; without one, all", () => {
    expect(namesOf("W1")).toEqual(["library, W1: step"]);
    expect(namesOf("")).toEqual(["library, W1: step", "kernel: start"]);
  });

  test("what takes minutes only when nothing else has it", () => {
    expect(namesOf("kernel")).toEqual(["kernel: start"]);
    expect(namesOf("at once")).toEqual(["kernel: ten at once"]);
  });

  test("one that no bench has is refused before anything is measured", () => {
    expect(() => namesOf("kernal")).toThrow(
      'bench: expected a word of a bench\'s name, got "kernal"; try one of library, kernel, or W1',
    );
  });
});
