import { expect, test } from "vitest";
import { CellService } from "../../../kernel/src/types/service.js";
import { projectFolder } from "../compiler/project.js";

/** A service in a folder, and what it says of one cell after the other. */
function checker(files: Readonly<Record<string, string>> = {}): (source: string) => readonly string[] {
  const directory = projectFolder(files);
  const service = new CellService(directory);
  let cell = 0;
  return (source) => {
    const { problems } = service.compile({ source, cell: ++cell, directory });
    service.commit(cell);
    return problems.map(({ code, message }) => `${code} ${message.split("\n")[0]}`);
  };
}

const modulePackage = (types: string) => ({
  "node_modules/caller/package.json": `{ "name": "caller", "types": "index.d.ts" }`,
  "node_modules/caller/index.d.ts": types,
});

test.each([
  ["import", `import { createServer } from "node:https"; const wrong: number = createServer;`],
  ["import without node:", `import https from "https"; const wrong: number = https.createServer;`],
  ["import()", `const wrong: number = (await import("node:https")).createServer;`],
  ["import type", `let server: import("node:https").Server; const wrong: number = server!.listen;`],
  ["getBuiltinModule", `const wrong: number = process.getBuiltinModule("node:https").createServer;`],
])("a rare module of Node has its types when a cell names it by %s", (_, source) => {
  const check = checker();
  expect(check("1 + 1")).toEqual([]);
  expect(check(source)[0]).toMatch(/^TS2322 Type '.*' is not assignable to type 'number'/);
});

test("one rare module that needs another brings it along", () => {
  expect(checker()('import { start } from "node:repl"; start().context satisfies object')).toEqual([]);
});

test.each([
  ["names the module", `import { Server } from "https";\nexport declare function serve(): Server;`],
  ["names it in a type", `export declare function serve(): import("node:https").Server;`],
])("a package whose declarations use a rare module has it: it %s", (_, types) => {
  const check = checker(modulePackage(types));
  expect(check(`import { serve } from "caller"; const wrong: number = serve().listen;`)[0]).toMatch(
    /^TS2322 Type '.*listen|^TS2322 Type '\{ \(port/,
  );
});

test("specifiers of rare modules are completed, and their members", () => {
  const directory = projectFolder();
  const service = new CellService(directory);
  const complete = (source: string, offset: number) =>
    service.complete({ source, offset, directory }).matches;
  expect(complete('import {} from "node:http', 25)).toEqual(
    expect.arrayContaining(["node:http2", "node:https"]),
  );
  expect(complete('import { createS } from "node:https"', 16)).toEqual(["createServer"]);
});
