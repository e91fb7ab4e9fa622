import { expect, test } from "vitest";
import { liveName, originalNames, scriptName } from "../../../kernel/src/compiler/names.js";

test.each(["Map", "process", "window", "require", "toString", "__cell__", "cell$x", "undefined"])(
  "%s gets another name in the script, and its own back in messages",
  (name) => {
    const renamed = scriptName(name);
    expect(renamed).not.toBe(name);
    expect(renamed in globalThis).toBe(false);
    expect(originalNames(`${renamed} is not a function`)).toBe(`${name} is not a function`);
  },
);

test.each(["x", "model", "W1", "name", "_", "ünï"])("%s keeps its name", (name) => {
  expect(scriptName(name)).toBe(name);
});

test.each([
  ["import$hit is not defined", "hit is not defined"],
  ["(0 , import$hit.hit) is not a function", "hit is not a function"],
  ["import$x.x.y is undefined", "x.y is undefined"],
  ["f(import$x.x)", "f(x)"],
])("an imported name is called by its own: %s", (said, shown) => {
  expect(originalNames(said)).toBe(shown);
});

test("what looks like the reader of an imported name gets another name", () => {
  expect(scriptName(liveName("x"))).not.toBe(liveName("x"));
});

test("text that only looks alike is left alone", () => {
  expect(originalNames("my_cell$x costs cell$ 5")).toBe("my_cell$x costs cell$ 5");
});
