import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { resultText, useKernel } from "./support/kernel.js";

const kernel = useKernel();

async function shown(code: string): Promise<unknown> {
  const { outputs, status } = await kernel.run(code);
  return status === "ok" ? resultText(outputs) : outputs;
}

describe("packages of a workspace, and #imports", () => {
  beforeAll(() => {
    for (const [name, manifest] of [
      ["by-main", { main: "src/index.ts" }],
      ["by-exports", { type: "module", exports: { ".": "./src/index.ts", "./part": "./src/part.js" } }],
      ["by-index", {}],
    ] as const) {
      const folder = join(kernel.directory, "workspace", name);
      mkdirSync(join(folder, "src"), { recursive: true });
      mkdirSync(join(kernel.directory, "node_modules", "@ws"), { recursive: true });
      const write = (file: string, text: string) => kernel.write(join("workspace", name, file), text);
      write("package.json", JSON.stringify({ name: `@ws/${name}`, ...manifest }));
      write("src/part.ts", `export enum Part { A = "part of ${name}" }`);
      write("src/index.ts", `import { Part } from "./part";\nexport const whole: string = Part.A;`);
      if (name === "by-index") write("index.ts", `export * from "./src/index";`);
      symlinkSync(folder, join(kernel.directory, "node_modules", "@ws", name), "junction");
    }
    const plain = join(kernel.directory, "node_modules", "plain");
    mkdirSync(plain);
    kernel.write("node_modules/plain/package.json", JSON.stringify({ name: "plain", main: "index.ts" }));
    kernel.write("node_modules/plain/index.ts", `export enum E { A = 3 }\nexport const three: number = E.A;`);
    kernel.write(
      "package.json",
      JSON.stringify({
        private: true,
        imports: { "#counts": "./inner.ts", "#deep/*": "./aliased-by-hash/*.js" },
      }),
    );
    mkdirSync(join(kernel.directory, "aliased-by-hash"));
    kernel.write("aliased-by-hash/one.ts", "export const one: number = 1;");
    kernel.write("inner.ts", "import { one } from '#deep/one';\nexport const two: number = one + 1;");
  });
  test.each([
    ["main", "import { whole } from '@ws/by-main'; whole", "'part of by-main'"],
    ["exports", "import { whole } from '@ws/by-exports'; whole", "'part of by-exports'"],
    [
      "a file named by what it will be",
      "import { Part } from '@ws/by-exports/part'; Part.A",
      "'part of by-exports'",
    ],
    [
      "a file without its extension",
      "import { Part } from '@ws/by-main/src/part'; Part.A",
      "'part of by-main'",
    ],
    ["index.ts alone", "import { whole } from '@ws/by-index'; whole", "'part of by-index'"],
    ["import()", "(await import('@ws/by-main')).whole", "'part of by-main'"],
    [
      "require",
      "[require('@ws/by-main').whole, require('@ws/by-index').whole]",
      "[ 'part of by-main', 'part of by-index' ]",
    ],
    ["TypeScript that is no link", "import { E } from 'plain'; [E.A, require('plain').three]", "[ 3, 3 ]"],
    ["#imports", "import { two } from '#counts'; import { one } from '#deep/one'; [one, two]", "[ 1, 2 ]"],
  ])("%s", async (_, code, value) => {
    expect(await shown(code)).toBe(value);
  });

  test("are loaded anew when they changed", async () => {
    kernel.write("workspace/by-main/src/part.ts", `export enum Part { A = "changed" }`);
    expect(await shown("import { whole } from '@ws/by-main'; whole")).toBe("'changed'");
  });
});
