import { expect, test } from "vitest";
import { completeness } from "../../../kernel/src/types/completeness.js";

test.each([
  ["1 + 1", "complete", ""],
  ["", "complete", ""],
  ["const x = 1;", "complete", ""],
  ["const s: string = 1", "complete", ""],
  ["function f() {", "incomplete", "  "],
  ["function f() {\n  if (true) {", "incomplete", "    "],
  ["function f() {\n  return 1", "incomplete", "  "],
  ["f(", "incomplete", "  "],
  ["[1, 2,", "incomplete", ""],
  ["const x =", "incomplete", ""],
  ["1 +", "incomplete", ""],
  ["`abc", "incomplete", ""],
  ["`abc ${x", "incomplete", ""],
  ["/* comment", "incomplete", ""],
  ["class A {\n  m() {\n", "incomplete", "    "],
  ["if (a) {\n} else", "incomplete", ""],
  ["a.", "incomplete", ""],
  ["await f();", "complete", ""],
  ["!ls -l | wc", "complete", ""],
  ["const = 1", "invalid", ""],
  [")", "invalid", ""],
  ["'abc", "invalid", ""],
  ["let 1x", "invalid", ""],
])("%j is %s", (source, status, indent) => {
  expect(completeness(source)).toEqual({ status, indent });
});
