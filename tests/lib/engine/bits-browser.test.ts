import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import * as gradbook from "gradbook";
import ts from "typescript";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchBrowser } from "../../support/browser.js";
import { describeWith, needs } from "../../support/needs.js";
import { projectRoot } from "../../support/project.js";
import { bitsProgram } from "./bits-program.js";

/** The library and the program as JavaScript modules, by their path below the project. */
function compiled(): Map<string, string> {
  const files = new Map<string, string>();
  const options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    rootDir: projectRoot,
    outDir: "/",
    noCheck: true,
    types: [],
  };
  const roots = ["lib/src/index.ts", "tests/lib/engine/bits-program.ts"].map(
    (file) => `${projectRoot}/${file}`,
  );
  ts.createProgram(roots, options).emit(undefined, (name, text) => files.set(name, text));
  return files;
}

function serve(files: ReadonlyMap<string, string>): Promise<Server> {
  const server = createServer((request, response) => {
    const path = request.url ?? "/";
    if (path === "/") {
      response.setHeader("content-type", "text/html").end("<!doctype html><title>bits</title>");
    } else if (files.has(path)) {
      response.setHeader("content-type", "text/javascript").end(files.get(path));
    } else {
      response.writeHead(404).end();
    }
  });
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
}

describeWith(needs.browser(), "the same bits in a browser", () => {
  let server: Server;
  beforeAll(async () => {
    server = await serve(compiled());
  });
  afterAll(() => {
    server.close();
  });

  test("the library loads as it is and gives the bits that Node gives", async () => {
    const browser = await launchBrowser();
    try {
      const page = await browser.newPage();
      await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
      // As text, which vitest leaves as it is.
      const there: unknown = await page.evaluate(`(async () => {
        const { bitsProgram } = await import("/tests/lib/engine/bits-program.js");
        return bitsProgram(await import("/lib/src/index.js"));
      })()`);
      expect(there).toEqual(bitsProgram(gradbook));
    } finally {
      await browser.close();
    }
  });
});
