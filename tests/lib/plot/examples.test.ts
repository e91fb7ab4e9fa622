import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { nn, plot, tensor } from "gradbook";
import { ModuleKind, ScriptTarget, transpile } from "typescript";
import { describe, expect, test } from "vitest";
import { projectRoot } from "../../support/project.js";

const folder = join(projectRoot, "lib/src/plot");

/** The code of each `@example` in the sources, with the file it stands in. */
const sources = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) =>
  name.endsWith(".ts"),
);
const examples = sources.flatMap((file) => {
  const blocks = readFileSync(join(folder, file), "utf8").match(/@example\n[\s\S]*?\*\//g) ?? [];
  return blocks.map((block) => {
    const code = block
      .replace("@example", "")
      .replace("*/", "")
      .replace(/^ \* ?/gm, "");
    return [file, code.trim()] as const;
  });
});

describe("the examples in plot's documentation", () => {
  test("stand at every function", () => {
    const functions = Object.entries(plot).filter(([, value]) => typeof value === "function");
    expect(examples.length).toBe(functions.length);
    for (const [name] of functions) {
      expect(
        examples.some(([, code]) => code.includes(`plot.${name}(`)),
        name,
      ).toBe(true);
    }
  });

  test.each(examples)("%s: %s", (_, code) => {
    const drawn: unknown[] = [];
    // Every statement that is a call of plot, or a figure made by hand, hands its figure over.
    const watched = code.replace(
      /^(plot\.|const figure = )/gm,
      (start) =>
        `${start === "plot." ? "" : "const figure = "}drawn[drawn.length] = ${start === "plot." ? "plot." : ""}`,
    );
    const script = transpile(watched, { target: ScriptTarget.ES2022, module: ModuleKind.ESNext });
    new Function("plot", "nn", "tensor", "drawn", script)(plot, nn, tensor, drawn);
    expect(drawn.length).toBeGreaterThan(0);
    // What is looked up in a page by its name is not there.
    for (const shown of drawn.filter((each) => each !== undefined)) {
      expect(shown instanceof plot.Figure ? shown.title : Object.keys(shown as object)).not.toHaveLength(0);
    }
  });
});
