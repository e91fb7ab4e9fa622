import { expect, test } from "vitest";
import { isTooDeep } from "../../../kernel/src/wire/json-depth.js";

const nested = (depth: number) => "[".repeat(depth) + "]".repeat(depth);

test.each([
  ["at the limit", nested(1000), false],
  ["below it", nested(1001), true],
  ["objects", `${'{"a":'.repeat(1001)}1${"}".repeat(1001)}`, true],
  ["flat, with many brackets", `[${"[],".repeat(5000)}[]]`, false],
  ["brackets in a text", JSON.stringify({ a: nested(5000) }), false],
  ["behind a text that ends in a backslash", `["\\\\",${nested(1001)}]`, true],
  ["in a text behind an escaped quote", JSON.stringify([`"${nested(5000)}`]), false],
  ["a text without an end", `["${nested(5000)}`, false],
])("%s", (_, json, expected) => {
  expect(isTooDeep(Buffer.from(json))).toBe(expected);
});
