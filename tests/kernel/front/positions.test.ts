import { expect, test } from "vitest";
import { toCodePoints, toUtf16 } from "../../../kernel/src/front/positions.js";

test.each([
  ["abc", 2, 2],
  ["a😀b", 2, 3],
  ["😀😀", 1, 2],
  ["é", 1, 1],
])("in %s, %i code points are %i UTF-16 units", (text, codePoints, units) => {
  expect(toUtf16(text, codePoints)).toBe(units);
  expect(toCodePoints(text, units)).toBe(codePoints);
});

test("positions outside the text are moved to its ends", () => {
  expect(toUtf16("a😀", 99)).toBe(3);
  expect(toUtf16("a😀", -1)).toBe(0);
  expect(toCodePoints("a😀", 99)).toBe(2);
});
