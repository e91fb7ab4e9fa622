import { readdirSync, readFileSync } from "node:fs";
import * as gradbook from "gradbook";
import ts from "typescript";
import { describe, expect, test } from "vitest";

/*
 * Runs every @example of the docstrings. A line that ends in `// value` is evaluated and compared with the value.
 */
const source = new URL("../../../lib/src/", import.meta.url);
const folders = ["ops", "tensor", "autograd", "random"];

interface Example {
  readonly where: string;
  readonly lines: readonly string[];
}

function examplesIn(file: string, text: string): Example[] {
  return text
    .split("@example\n")
    .slice(1)
    .map((rest, i) => {
      const lines = rest
        .split("*/")[0]!
        .split("\n")
        .map((line) => line.replace(/^\s*\* ?/, ""));
      return { where: `${file} ${i + 1}`, lines: lines.filter((line) => line.trim() !== "") };
    });
}

const examples = folders.flatMap((folder) =>
  readdirSync(new URL(`${folder}/`, source))
    .filter((name) => name.endsWith(".ts"))
    .flatMap((name) =>
      examplesIn(`${folder}/${name}`, readFileSync(new URL(`${folder}/${name}`, source), "utf8")),
    ),
);

/** The example with each promised value as a call of check. */
function checked(lines: readonly string[]): string {
  return lines
    .map((line) => {
      const match = /^(?!const |let )(.*?);? \/\/ (.*)$/.exec(line);
      return match === null ? line : `check(${match[1]}, (${match[2]}));`;
    })
    .join("\n");
}

describe("examples of the docstrings", () => {
  test.each(examples.map((e) => [e.where, e.lines] as const))("%s", (_where, lines) => {
    const script = ts.transpileModule(checked(lines), {
      compilerOptions: { target: ts.ScriptTarget.ES2022 },
    });
    const names = Object.keys(gradbook);
    const check = (got: unknown, value: unknown) =>
      expect(gradbook.isTensor(got) ? (got as unknown as { toArray(): unknown }).toArray() : got).toEqual(
        value,
      );
    new Function(...names, "check", script.outputText)(...Object.values(gradbook), check);
  });

  test("every exported operation has one", () => {
    const files = readdirSync(new URL("ops/", source)).filter(
      (name) => name.endsWith(".ts") && name !== "index.ts",
    );
    const without = files.filter((name) => !examples.some((e) => e.where.startsWith(`ops/${name}`)));
    expect(without).toEqual([]);
  });
});
