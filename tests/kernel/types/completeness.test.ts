import "../../../kernel/src/type-process/typescript.js";
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
  // JSX
  ["<b></b>", "complete", ""],
  ['const a = <div className="a">\n  <b>x</b>\n</div>;', "complete", ""],
  ["<T,>(x: T) => x", "complete", ""],
  ["<number>y", "complete", ""],
  ["<Shape>y", "complete", ""],
  ["<div>hello", "incomplete", ""],
  ['<div className="a">', "incomplete", "  "],
  ["const a = (\n  <div>", "incomplete", "    "],
  ["<>\n  <b/>", "incomplete", "  "],
  ["<div>{", "incomplete", "  "],
  ["<div", "incomplete", ""],
  ["<div a=", "incomplete", ""],
  ["f(<b>x</b>, ", "incomplete", ""],
  ["<div></span>", "invalid", ""],
  // A closing bracket counts as deep as what it closes.
  ["function f() {\n  if (x) {\n    y\n    }", "incomplete", "  "],
  ["function f() {\n  if (x) {\n    y\n  }", "incomplete", "  "],
  ["const f = () => {\n  g(\n    1,\n    );", "incomplete", "  "],
  ["class A {\n  m() {\n    }", "incomplete", "  "],
  ["x = [\n  { a: 1,\n    },", "incomplete", "  "],
])("%j is %s", (source, status, indent) => {
  expect(completeness(source, "typescript")).toEqual({ status, indent });
});

test.each([
  ["x < y > (z)", "complete"],
  ["<b></b>", "complete"],
  ["<number>y", "incomplete"],
  ["function f() {", "incomplete"],
  ["`abc ${x", "incomplete"],
  ["const = 1", "invalid"],
  // Complete, and wrong: the cell says so when it runs.
  ["const x: number = 1", "complete"],
])("%j as JavaScript is %s", (source, status) => {
  expect(completeness(source, "javascript").status).toBe(status);
});
