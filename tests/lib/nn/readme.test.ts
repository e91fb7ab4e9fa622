import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { compile, compilers } from "../types/compile.js";

const text = readFileSync(new URL("../../../lib/src/nn/README.md", import.meta.url), "utf8");
const blocks = [...text.matchAll(/```ts\n(.*?)```/gs)].map((match) => match[1]!);

describe.each(compilers)("%s", (_name, ts) => {
  it("the page's examples, one after the other, are right", () => {
    expect(blocks.length).toBe(7);
    expect(compile(ts, blocks.join("\n")).errors).toEqual([]);
  });
});
