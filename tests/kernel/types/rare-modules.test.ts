import { beforeAll, expect, test } from "vitest";
import { nodeHost } from "../../../kernel/src/type-process/node-host.js";
import { CellService } from "../../../kernel/src/types/service.js";
import { projectFolder } from "../compiler/project.js";

const packages = {
  "node_modules/serving/package.json": `{ "name": "serving", "types": "index.d.ts" }`,
  "node_modules/serving/index.d.ts": `import { Server } from "https";\nexport declare function serve(): Server;`,
  "node_modules/asking/package.json": `{ "name": "asking", "types": "index.d.ts" }`,
  "node_modules/asking/index.d.ts": `export declare function ask(): import("node:repl").REPLServer;`,
};

let directory = "";
let service: CellService;
let cell = 0;
beforeAll(() => {
  directory = projectFolder(packages);
  service = new CellService(directory, { host: nodeHost() });
});

/** What the service says of one more cell. Each test names another module: one that was named is no longer rare. */
function problems(source: string): readonly string[] {
  const compiled = service.compile({ source, cell: ++cell, directory });
  service.commit(cell);
  return compiled.problems.map(({ code, message }) => `${code} ${message.split("\n")[0]}`);
}

const complete = (source: string, offset: number) => service.complete({ source, offset, directory }).matches;

test("specifiers of rare modules are completed before anything names them, and then their members", () => {
  expect(complete('import {} from "node:http', 25)).toEqual(
    expect.arrayContaining(["node:http2", "node:https"]),
  );
  expect(complete('import { createSecureS } from "node:http2"', 22)).toEqual(["createSecureServer"]);
});

test.each([
  ["import", `import { createTracing } from "node:trace_events"; const wrong: number = createTracing;`],
  ["import without node:", `import v8 from "v8"; const wrong: number = v8.serialize;`],
  ["import()", `const wrong: number = (await import("node:cluster")).default.fork;`],
  ["import type", `let file: import("node:test").TestContext; const wrong: number = file!.diagnostic;`],
  ["another rare one", `import { get } from "node:https"; const wrong: number = get("").getHeader;`],
  ["getBuiltinModule", `const wrong: number = process.getBuiltinModule("node:wasi").WASI;`],
])("a rare module of Node has its types when a cell names it by %s", (_, source) => {
  expect(problems(source)[0]).toMatch(/^TS2322 Type '.+' is not assignable to type 'number'/);
});

test("a rare module that shares its file with another has it, too", () => {
  expect(problems('import { Session } from "node:inspector/promises"; new Session().connect();')).toEqual([]);
});

test.each([
  ["names the module", `import { serve } from "serving"; const wrong: number = serve().listen;`],
  ["names it in a type", `import { ask } from "asking"; const wrong: number = ask().defineCommand;`],
])("a package whose declarations use a rare module has it: it %s", (_, source) => {
  expect(problems(source)[0]).toMatch(/^TS2322 Type '.+' is not assignable to type 'number'/);
});
