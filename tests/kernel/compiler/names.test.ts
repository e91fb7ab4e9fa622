import { expect, test } from "vitest";
import { originalNames, scriptName } from "../../../kernel/src/compiler/names.js";

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

test("text that only looks alike is left alone", () => {
  expect(originalNames("my_cell$x costs cell$ 5")).toBe("my_cell$x costs cell$ 5");
});
