import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import * as gradbook from "gradbook";
import ts from "typescript";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchBrowser } from "../../support/browser.js";
import { describeWith, needs } from "../../support/needs.js";
import { projectRoot } from "../../support/project.js";
import { bitsProgram } from "./bits-program.js";
import { networks, trainingProgram } from "./training-program.js";

/** The library and the programs as JavaScript modules, by their path below the project. */
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
  const programs = ["tests/lib/engine/bits-program.ts", "tests/lib/engine/training-program.ts"];
  const roots = ["lib/src/index.ts", ...programs].map((file) => `${projectRoot}/${file}`);
  ts.createProgram(roots, options).emit(undefined, (name, text) => files.set(name, text));
  return files;
}

function serve(files: ReadonlyMap<string, string>): Promise<Server> {
  const server = createServer((request, response) => {
    const path = request.url ?? "/";
    if (path === "/isolated") {
      // Such a page may share memory between threads.
      response.setHeader("cross-origin-opener-policy", "same-origin");
      response.setHeader("cross-origin-embedder-policy", "require-corp");
    }
    if (path === "/" || path === "/isolated") {
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

  /** What a program, given as text, which vitest leaves as it is, returns on a page. */
  async function there(path: "/" | "/isolated", program: string): Promise<unknown> {
    const browser = await launchBrowser();
    try {
      const page = await browser.newPage();
      await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`);
      return await page.evaluate(`(async () => {
        const library = await import("/lib/src/index.js");
        const { networks, trainingProgram } = await import("/tests/lib/engine/training-program.js");
        const { crewOfThreads } = await import("/lib/src/engine/wasm/threads/team.js");
        ${program}
      })()`);
    } finally {
      await browser.close();
    }
  }

  test("the library loads as it is and gives the bits that Node gives", async () => {
    const lines = await there(
      "/",
      `const { bitsProgram } = await import("/tests/lib/engine/bits-program.js");
      return bitsProgram(library);`,
    );
    expect(lines).toEqual(bitsProgram(gradbook));
  });

  test("a page that may not share memory trains with one thread, to the same bits", async () => {
    const result = await there(
      "/",
      `library.setThreads(2);
      return [library.info().threads, ...networks.map((name) => trainingProgram(library, name, 10))];`,
    );
    expect(result).toEqual([1, ...networks.map((name) => trainingProgram(gradbook, name, 10))]);
  });

  test("an isolated page trains with two threads, to the same bits", async () => {
    const result = await there(
      "/isolated",
      `library.setThreads(2);
      // The seventh step is the first that asks for threads; a worker starts when the page's own thread is free.
      trainingProgram(library, "dense", 8);
      while (!crewOfThreads().isReady) await new Promise((r) => setTimeout(r, 10));
      const before = crewOfThreads().jobs;
      const lines = networks.map((name) => trainingProgram(library, name, 16));
      return [library.info().threads, crewOfThreads().jobs - before > 16, ...lines];`,
    );
    expect(result).toEqual([2, true, ...networks.map((name) => trainingProgram(gradbook, name, 16))]);
  });
});
