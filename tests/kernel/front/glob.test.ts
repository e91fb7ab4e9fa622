import { expect, test } from "vitest";
import { glob } from "../../../kernel/src/front/glob.js";

test.each([
  ["abc", "abc", true],
  ["abc", "abcd", false],
  ["", "", true],
  ["", "a", false],
  ["*", "", true],
  ["*", "a\nb", true],
  ["a*", "abc", true],
  ["a*", "ba", false],
  ["*c", "abc", true],
  ["*b*", "abc", true],
  ["a*b*c", "a--b--c", true],
  ["a*b*c", "a--c--b", false],
  ["ab*ba", "aba", false],
  ["a?c", "a\nc", true],
  ["a?c", "ac", false],
  ["*a?c*", "xxaacbc", true],
  ["?*?", "a", false],
  ["?*?", "ab", true],
  ["*aab*", "aaab", true],
  ["a.c", "abc", false],
  ["[a]", "a", false],
])("%s on %j: %s", (pattern, text, expected) => {
  expect(glob(pattern)(text)).toBe(expected);
});

test("many * over a long text are as quick as one search", () => {
  const start = performance.now();
  expect(glob("*a*a*a*a*a*a*a*b")("a".repeat(100_000))).toBe(false);
  expect(glob("*a?a*a?a*a?b*b")("a".repeat(100_000))).toBe(false);
  // A regular expression takes years; a machine that is busy may take its time.
  expect(performance.now() - start).toBeLessThan(10_000);
});
