import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type KernelClient, startKernel } from "../../kernel/src/client/index.js";
import { projectRoot } from "../support/project.js";

const read = (path: string): string => readFileSync(join(projectRoot, path), "utf8");
const documents = ["README.md", "CONTRIBUTING.md"];

describe("the README's examples", () => {
  let kernel: KernelClient;

  beforeAll(async () => {
    const command = [process.execPath, join(projectRoot, "kernel/dist/cli.js"), "start", "{connection_file}"];
    kernel = await startKernel({ directory: projectRoot, command });
  });

  afterAll(() => kernel?.shutdown());

  const examples = [...read("README.md").matchAll(/^```ts\n(.*?)^```/gms)].map((match) => match[1] ?? "");

  it.each(examples)("%#: runs in a cell without an error", async (code) => {
    const { status, outputs } = await kernel.execute(code);
    expect(outputs.filter((output) => output.output_type === "error")).toEqual([]);
    expect(status).toBe("ok");
  });

  it("are there", () => expect(examples.length).toBeGreaterThan(0));
});

it("README.md's table has a row for every command", () => {
  const rows = read("README.md")
    .split("\n")
    .filter((line) => line.startsWith("| `npm "));
  const named = rows.flatMap((row) =>
    [...row.matchAll(/`(?:npm (?:run )?)?([\w:]+)`/g)].map((match) => match[1]),
  );
  expect(named.sort()).toEqual(Object.keys(JSON.parse(read("package.json")).scripts).sort());
});

describe("README.md's pictures", () => {
  const text = read("README.md");
  const pictures = [...text.matchAll(/<picture>(.*?)<\/picture>/gs)].map((match) => match[1] ?? "");

  it("are there, light and dark, with a description, and small", () => {
    expect(pictures.length).toBeGreaterThanOrEqual(1);
    for (const picture of pictures) {
      const [, name] = /src="(tests\/e2e\/readme\/[\w-]+)-light\.png"/.exec(picture) ?? [];
      expect(picture).toContain(`<source media="(prefers-color-scheme: dark)" srcset="${name}-dark.png">`);
      expect(/alt="([^"]*)"/.exec(picture)?.[1]?.length).toBeGreaterThan(30);
      for (const scheme of ["light", "dark"])
        expect(statSync(join(projectRoot, `${name}-${scheme}.png`)).size, name).toBeLessThan(90_000);
    }
  });
});

describe.each(documents)("%s", (document) => {
  const text = read(document);
  const scripts = Object.keys(JSON.parse(read("package.json")).scripts);

  it("names only commands that exist", () => {
    const named = [...text.matchAll(/npm run ([\w:-]+)/g)].map((match) => match[1]);
    expect(named.filter((name) => !scripts.includes(name ?? ""))).toEqual([]);
  });

  it("names only files that exist", () => {
    const links = [...text.matchAll(/\]\((?!https?:)([^)#]+)/g)].map((match) => match[1] ?? "");
    expect(links.length).toBeGreaterThan(0);
    for (const link of links) expect(() => read(link), link).not.toThrow();
  });
});
