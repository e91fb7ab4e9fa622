import { describe, expect, test } from "vitest";
import { rows } from "./language-rows.js";
import { errorOf, resultText, useKernel } from "./support/kernel.js";

/**
 * The table of the language, each row tried on a kernel process; `--reporter=verbose` prints it. What the compiler
 * makes of each is tested more closely in compiler/running.test.ts.
 */
const kernel = useKernel();

describe("the language", () => {
  test.each(rows)("%s", async (_, cells, shown) => {
    let last: unknown;
    for (const cell of cells) {
      const { status, outputs } = await kernel.run(cell);
      expect(status, JSON.stringify(outputs)).toBe("ok");
      last = resultText(outputs);
    }
    expect(String(last)).toBe(shown);
  });
});

describe("settings of tsconfig.json", () => {
  test.each([
    [
      "experimentalDecorators: the decorators of old",
      { experimentalDecorators: true },
      "const marks: string[] = [];\nfunction mark(target: object, key: string) { marks.push(key) }\nclass Old { @mark run() {} }\nmarks",
      "[ 'run' ]",
    ],
    ["jsxFactory", { jsxFactory: "h" }, "const h = (tag: string) => tag;\nString(<i></i>)", "'i'"],
    ["strict: false", { strict: false }, "let nothing: string = null;\nnothing", "null"],
  ])("%s", async (_, compilerOptions, cell, shown) => {
    kernel.write("tsconfig.json", JSON.stringify({ compilerOptions }));
    const { outputs } = await kernel.run(cell);
    kernel.write("tsconfig.json", "{}");
    expect(String(resultText(outputs)), JSON.stringify(outputs)).toBe(shown);
  });

  test("strict is the default", async () => {
    expect(errorOf((await kernel.run("const no: string = null")).outputs).evalue).toContain("TS2322");
  });
});
