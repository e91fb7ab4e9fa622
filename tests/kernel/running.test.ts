import { describe, expect, test } from "vitest";
import {
  errorOf,
  nextMessage,
  RUNS,
  resultData,
  resultText,
  sleep,
  streamText,
  underWay,
  useKernel,
} from "./support/kernel.js";

const kernel = useKernel();

/** The text of a cell's result. */
async function shown(code: string): Promise<unknown> {
  return resultText((await kernel.run(code)).outputs);
}

describe("results", () => {
  test.each([
    ["1 + 1", "2"],
    ["'text'", "'text'"],
    ["null", "null"],
    ["undefined", undefined],
    ["const declared = 1", undefined],
    ["for (let i = 0; i < 2; i++) i", undefined],
    ["Promise.resolve(4)", "Promise { 4 }"],
    ["await new Promise((r) => setTimeout(() => r(5), 5))", "5"],
    ["({ a: 1 })", "{ a: 1 }"],
    ["new Map([[1, 2]])", "Map(1) { 1 => 2 }"],
    ["10n ** 20n", "100000000000000000000n"],
    ["Symbol('s')", "Symbol(s)"],
  ])("%s gives %s", async (code, text) => {
    expect(await shown(code)).toBe(text);
  });

  test("variables are kept, redeclared in any kind, and seen by earlier closures", async () => {
    await kernel.run("const kept = 1; const read = () => kept");
    await kernel.run("let kept = 2");
    expect(await shown("read()")).toBe("2");
    await kernel.run("function kept() { return 3 }");
    expect(await shown("(read() as unknown as () => number)()")).toBe("3");
  });

  test("what a cell declared before it threw is kept, and a failed initialiser keeps the old value", async () => {
    await kernel.run("let old = 'old'");
    await kernel.run("const early = 1; let old = (() => { throw new Error('no') })()");
    expect(await shown("[early, old]")).toBe("[ 1, 'old' ]");
  });

  test("a display method says what is shown; bytes become base64; it may be asynchronous", async () => {
    const { outputs } = await kernel.run(
      `({ [Symbol.for("Jupyter.display")]: async () => ({ "image/png": new Uint8Array([1, 2, 3]), "text/plain": "p" }) })`,
    );
    expect(resultData(outputs)).toEqual({ "image/png": "AQID", "text/plain": "p" });
  });

  test("an object of which showing fails is an error of the cell", async () => {
    const { outputs } = await kernel.run(
      `({ [Symbol.for("Jupyter.display")]() { throw new TypeError("shy") } })`,
    );
    expect(errorOf(outputs)).toMatchObject({ ename: "TypeError", evalue: "shy" });
  });
});

describe("displays", () => {
  test("tslab's display and newDisplay, without tslab", async () => {
    const { outputs } = await kernel.run(`import * as tslab from "tslab";
      tslab.display.html("<b>h</b>");
      tslab.display.png(new Uint8Array([1, 2, 3]));
      const shown = tslab.newDisplay();
      shown.text("first");
      shown.markdown("*second*");`);
    expect(outputs.map((output) => output.output_type === "display_data" && output.data)).toEqual([
      { "text/html": "<b>h</b>" },
      { "image/png": "AQID" },
      { "text/markdown": "*second*" },
    ]);
  });

  test("the kernel's own module shows values and updates them in place", async () => {
    const { outputs } = await kernel.run(`import { display, html, json, plotly } from "gradbook-kernel";
      const here = display(html("one"));
      display({ plain: true });
      display(json({ a: [1] }));
      display(plotly({ data: [], layout: {} }));
      here.update(html("two"));`);
    expect(outputs.map((output) => output.output_type === "display_data" && output.data)).toEqual([
      { "text/html": "two" },
      { "text/plain": "{ plain: true }" },
      { "application/json": { a: [1] } },
      { "application/vnd.plotly.v1+json": { data: [], layout: {} }, "text/plain": "[Plotly figure]" },
    ]);
  });

  test("a figure of Plotly does not follow the window, whoever made it: JupyterLab's renderer would take its height", async () => {
    const responsive = "{ responsive: true, scrollZoom: true }";
    const { outputs } = await kernel.run(`import { display, mime, plotly } from "gradbook-kernel";
      class Own { toJSON() { return { data: [], config: ${responsive} } } }
      const figure = { data: [], config: ${responsive} };
      display(plotly(figure));
      for (const each of [figure, new Own()]) display(mime({ "application/vnd.plotly.v1+json": each }));
      display(plotly({ data: [], config: { responsive: false } }));
      figure`);
    const figures = outputs.map(
      (output) => "data" in output && output.data["application/vnd.plotly.v1+json"],
    );
    const drawn = { data: [], config: { scrollZoom: true } };
    expect(figures.slice(0, -1)).toEqual([drawn, drawn, drawn, { data: [], config: { responsive: false } }]);
    expect(resultData(outputs.slice(-1))?.["text/plain"]).toContain("responsive: true");
  });

  test.each([
    ['html("<b>x</b>")', { "text/html": "<b>x</b>" }],
    ['markdown("*x*")', { "text/markdown": "*x*" }],
    ['latex("$x$")', { "text/latex": "$x$" }],
    ['svg("<svg/>")', { "image/svg+xml": "<svg/>" }],
    ["png(new Uint8Array([1]))", { "image/png": "AQ==" }],
    ["jpeg(new Uint8Array([2]))", { "image/jpeg": "Ag==" }],
    ["pdf(new Uint8Array([3]))", { "application/pdf": "Aw==" }],
    ["json([1, null])", { "application/json": [1, null] }],
    ['javascript("1")', { "text/javascript": "1" }],
    ['text("plain")', { "text/plain": "plain" }],
    ['mime({ "text/x-own": "own" })', { "text/x-own": "own" }],
  ])("%s", async (code, data) => {
    const name = code.slice(0, code.indexOf("("));
    const { outputs } = await kernel.run(`import { ${name} } from "gradbook-kernel"; ${code}`);
    expect(resultData(outputs)).toEqual(data);
  });

  test("what takes its time to be displayed comes before the result, and its errors are the cell's", async () => {
    const later = (body: string) =>
      `({ [Symbol.for("Jupyter.display")]: () => new Promise((done, fail) => setTimeout(() => ${body}, 60)) })`;
    const { outputs } = await kernel.run(`import { display } from "gradbook-kernel";
      display(${later('done({ "text/plain": "slow" })')}); "result"`);
    expect(outputs).toMatchObject([
      { data: { "text/plain": "slow" } },
      { data: { "text/plain": "'result'" } },
    ]);
    const failed = await kernel.run(
      `display(${later('fail(new Error("not shown"))')}); await new Promise((done) => setTimeout(done, 120)); 1`,
    );
    expect(failed.status).toBe("error");
    expect(errorOf(failed.outputs).evalue).toBe("not shown");
  });

  test("display as the last expression shows its value once, and not its handle", async () => {
    const { outputs } = await kernel.run(
      `import { display, text } from "gradbook-kernel"; display(text("once"))`,
    );
    expect(outputs).toMatchObject([{ output_type: "display_data", data: { "text/plain": "once" } }]);
    expect(outputs.length).toBe(1);
  });

  test.each([
    [
      "a list",
      "for (const x of progress([1, 2, 3], { label: 'a<b' })) sum += x",
      "a<b 3/3",
      'a&lt;b <progress value="3" max="3"></progress> 3/3',
    ],
    [
      "a set, left early",
      "for (const x of progress(new Set([4, 5, 6]))) if (x === 5) break",
      "1/3",
      '<progress value="1" max="3"></progress> 1/3',
    ],
    [
      "what has no length",
      "for (const x of progress((function* () { yield 7; yield 8 })())) sum += x",
      "2",
      "<progress></progress> 2",
    ],
    [
      "a total of one's own",
      "for (const x of progress([9].values(), { total: 4 })) sum += x",
      "1/4",
      '<progress value="1" max="4"></progress> 1/4',
    ],
  ])("progress over %s is one output, the same each time", async (_, code, text, html) => {
    const { outputs } = await kernel.run(`import { progress } from "gradbook-kernel"; let sum = 0;\n${code}`);
    expect(outputs.length).toBe(1);
    expect(outputs[0]).toMatchObject({ output_type: "display_data", data: { "text/plain": text } });
    expect(JSON.stringify(outputs[0])).toContain(JSON.stringify(html).slice(1, -1));
  });

  test("a later cell updates a display of an earlier one", async () => {
    await kernel.run(`import { display, text } from "gradbook-kernel"; const later = display(text("a"))`);
    const update = nextMessage(kernel.client, ({ header }) => header.msg_type === "update_display_data");
    await kernel.run(`later.update(text("b"))`);
    expect((await update).content.data).toEqual({ "text/plain": "b" });
  });

  test("clearOutput clears, with wait when the next output comes", async () => {
    const { outputs } = await kernel.run(`import { clearOutput } from "gradbook-kernel";
      console.log("gone"); clearOutput(); console.log("also gone"); clearOutput({ wait: true }); console.log("stays")`);
    expect(streamText(outputs)).toBe("stays\n");
  });

  test("results of an object are displayed as the object says when it is the last expression", async () => {
    const { outputs } = await kernel.run(`import { latex } from "gradbook-kernel"; latex("$$x$$")`);
    expect(resultData(outputs)).toEqual({ "text/latex": "$$x$$" });
  });
});

describe("output", () => {
  test("console and process streams, in their order", async () => {
    const { outputs } = await kernel.run(
      `console.log("a", 1); console.error("b"); process.stdout.write("c"); process.stderr.write(new Uint8Array([100])); void 0`,
    );
    expect(outputs).toEqual([
      { output_type: "stream", name: "stdout", text: "a 1\n" },
      { output_type: "stream", name: "stderr", text: "b\n" },
      { output_type: "stream", name: "stdout", text: "c" },
      { output_type: "stream", name: "stderr", text: "d" },
    ]);
  });

  test("console.trace says what it was told, and where", async () => {
    const { outputs } = await kernel.run("console.trace('here', 1)");
    expect(streamText(outputs, "stderr")).toMatch(/^Trace: here 1\n {4}at cell-\d+:1:9\n$/);
  });

  test("console.table and console.dir", async () => {
    const { outputs } = await kernel.run(
      "console.table([{ a: 1 }]); console.dir({ x: { y: { z: {} } } }, { depth: 0 })",
    );
    expect(streamText(outputs)).toContain("│ (index) │ a │");
    expect(streamText(outputs)).toContain("{ x: [Object] }");
  });

  test("10,000 lines come whole and in order, in at most 20 messages, before idle", async () => {
    const sizes: number[] = [];
    const { outputs } = await kernel.run("for (let i = 0; i < 10000; i++) console.log('line', i)", {
      onMessage: ({ header }) => {
        if (header.msg_type === "stream") sizes.push(1);
      },
    });
    const expected = Array.from({ length: 10_000 }, (_, i) => `line ${i}\n`).join("");
    expect(streamText(outputs) === expected).toBe(true);
    expect(sizes.length).toBeLessThanOrEqual(20);
  });

  test("text between characters' bytes is put together", async () => {
    const { outputs } = await kernel.run(
      `const euro = Buffer.from("€"); process.stdout.write(euro.subarray(0, 1)); process.stdout.write(euro.subarray(1)); void 0`,
    );
    expect(streamText(outputs)).toBe("€");
  });

  test("what is written to the descriptors, and by child processes, is shown before idle", async () => {
    const { outputs } = await kernel.run(`import { spawnSync } from "node:child_process";
      import { writeSync } from "node:fs";
      writeSync(1, "raw ");
      spawnSync(process.execPath, ["-e", "console.log('child')"], { stdio: "inherit" });
      writeSync(2, "raw error");`);
    expect(streamText(outputs)).toBe("raw child\n");
    expect(streamText(outputs, "stderr")).toBe("raw error");
  });

  test("worker threads print, too", async () => {
    const { outputs } = await kernel.run(`import { Worker } from "node:worker_threads";
      const worker = new Worker("console.log('from a worker')", { eval: true });
      await new Promise((resolve) => worker.once("exit", resolve));
      await new Promise((resolve) => setTimeout(resolve, 20));`);
    expect(streamText(outputs)).toBe("from a worker\n");
  });

  test("a shell line runs in the folder that process.chdir went to", async () => {
    const { outputs } = await kernel.run(
      "const home = process.cwd(); process.chdir('/');\n!pwd\nprocess.chdir(home);\n!pwd",
    );
    expect(streamText(outputs)).toBe(`/\n${kernel.directory}\n`);
  });

  test("a shell line shows its output as it comes", async () => {
    const { outputs } = await kernel.run("!echo one && echo two 1>&2 && exit 3");
    expect(streamText(outputs)).toBe("one\n");
    expect(streamText(outputs, "stderr")).toContain("two");
    expect(streamText(outputs, "stderr")).toContain("exit code 3");
  });

  test.each([
    ["a timer", "setTimeout(() => console.log('late'), 60)"],
    ["an interval", "const handle = setInterval(() => { console.log('late'); clearInterval(handle) }, 60)"],
    ["a promise", "void new Promise((r) => setTimeout(r, 60)).then(() => console.log('late'))"],
    [
      "an awaiting function",
      "void (async () => { await new Promise((r) => setTimeout(r, 60)); console.log('late') })()",
    ],
    ["setImmediate in a timer", "setTimeout(() => setImmediate(() => console.log('late')), 60)"],
    ["process.nextTick in a timer", "setTimeout(() => process.nextTick(() => console.log('late')), 60)"],
  ])("output of %s after the cell's end goes to the cell that started it", async (_, code) => {
    const late = nextMessage(kernel.client, ({ content }) => content.text === "late\n");
    let starter = "";
    await kernel.run(`${code}; void 0`, {
      onMessage: ({ parentHeader }) => {
        starter = String(parentHeader.msg_id);
      },
    });
    const { outputs } = await kernel.run("await new Promise((r) => setTimeout(r, 120))");
    expect((await late).parentHeader.msg_id).toBe(starter);
    expect(outputs).toEqual([]);
  });
});

describe("output of a callback goes to the cell that started it, also while another runs", () => {
  test.each([
    [
      "node:fs",
      "const look = () => void require('node:fs').stat('.', () => (Reflect.get(globalThis, 'go') ? console.log('late') : look())); look()",
      "Reflect.set(globalThis, 'go', true)",
    ],
    [
      "a child process",
      "require('node:child_process').exec('until test -e go; do sleep 0.01; done', () => console.log('late'))",
      "require('node:fs').writeFileSync('go', '')",
    ],
    [
      "a server",
      `import { createServer, connect, type AddressInfo } from 'node:net';
       var server = createServer((socket) => { console.log('late'); socket.end(); server.close(); });
       await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))`,
      "connect((server.address() as AddressInfo).port, '127.0.0.1').resume()",
    ],
  ])("%s", async (_, code, cause) => {
    const late = nextMessage(kernel.client, ({ content }) => content.text === "late\n");
    let starter = "";
    const started = await kernel.run(`${code}; void 0`, {
      onMessage: ({ parentHeader }) => {
        starter = String(parentHeader.msg_id);
      },
    });
    expect(started.outputs).toEqual([]);
    // The cell goes on until the callback has come.
    const { cell } = await underWay(kernel.client, `${cause}; ${RUNS} await new Promise(() => {})`);
    const { parentHeader } = await late;
    await kernel.client.interrupt();
    expect(parentHeader.msg_id).toBe(starter);
    expect(streamText((await cell).outputs)).toBe("it runs\n");
  });
});

describe("errors", () => {
  test("the stack names cell, line and column of the TypeScript, without the kernel's frames", async () => {
    const { outputs, executionCount } = await kernel.run(
      "interface Long { a: number }\nenum E { A }\nfunction thrower(x: Long): never {\n  throw new RangeError('deep');\n}\nthrower({ a: 1 });",
    );
    const error = errorOf(outputs);
    expect(error).toMatchObject({ ename: "RangeError", evalue: "deep" });
    expect(error.traceback.slice(0, 3)).toEqual([
      "RangeError: deep",
      `    at thrower (cell-${executionCount}:4:9)`,
      `    at cell-${executionCount}:6:1`,
    ]);
    expect(error.traceback.slice(-2)).toEqual(["4 |   throw new RangeError('deep');", "  |         ^"]);
    expect(error.traceback.join("\n")).not.toContain("session");
  });

  test("so it does behind an await, and for functions of earlier cells", async () => {
    const { executionCount } = await kernel.run(
      "async function behind() {\n  await 1;\n  throw new Error('later');\n}",
    );
    const { outputs } = await kernel.run("await behind()");
    const text = errorOf(outputs).traceback.join("\n");
    expect(text).toContain(`at behind (cell-${executionCount}:3:9)`);
    expect(text).not.toContain("node:");
  });

  test("a stack that the cell prints itself reads the same", async () => {
    const { outputs, executionCount } = await kernel.run(
      "type T = 1;\nconsole.log(new Error('printed').stack)",
    );
    expect(streamText(outputs)).toBe(`Error: printed\n    at cell-${executionCount}:2:13\n`);
  });

  test("causes are shown", async () => {
    const { outputs } = await kernel.run("throw new Error('outer', { cause: new TypeError('inner') })");
    expect(errorOf(outputs).traceback.join("\n")).toContain("[cause]: TypeError: inner");
  });

  test.each([
    ["'text'", "'text'"],
    ["42", "42"],
    ["10n", "10n"],
    ["null", "null"],
    ["undefined", "undefined"],
    ["{ a: 1 }", "{ a: 1 }"],
    ["Symbol('s')", "Symbol(s)"],
    ["-0", "-0"],
  ])("throw %s", async (code, evalue) => {
    expect(errorOf((await kernel.run(`throw ${code}`)).outputs)).toMatchObject({ ename: "Uncaught", evalue });
  });

  test("errors whose own code fails are still reported", async () => {
    const { outputs } = await kernel.run(
      "class Hostile extends Error { override get message(): string { throw new Error('no message') } }\nthrow new Hostile()",
    );
    expect(errorOf(outputs).evalue).toBe("");
  });

  test("type errors: all at once, with code, place, line and caret, and nothing runs", async () => {
    const { outputs, executionCount, reply } = await kernel.run(
      "console.log('ran');\nconst typed: number = 'a';\ntyped.missing;",
    );
    const error = errorOf(outputs);
    expect(outputs).toHaveLength(1);
    expect(error.ename).toBe("TypeScriptError");
    expect(error.evalue).toContain("(and 1 more)");
    expect(reply.evalue).toBe(error.evalue);
    const text = error.traceback.join("\n");
    expect(text).toContain(
      `cell-${executionCount}:2:7 - error TS2322: Type 'string' is not assignable to type 'number'.`,
    );
    expect(text).toContain("2 | const typed: number = 'a';\n  |       ~~~~~");
    expect(text).toContain(`cell-${executionCount}:3:7 - error TS2339`);
    expect(errorOf((await kernel.run("typed")).outputs).evalue).toContain("Cannot find name 'typed'");
  });

  test.each([
    ["a timer", "setTimeout(() => { throw new Error('late error') }, 40)", "Error"],
    [
      "a rejected promise",
      "void (async () => { await new Promise((r) => setTimeout(r, 40)); throw new TypeError('late error') })()",
      "TypeError",
    ],
    ["a rejection at once", "void Promise.reject(new Error('late error'))", "Error"],
  ])("an error of %s goes to the cell that started it, and the session lives", async (_, code, ename) => {
    const late = nextMessage(
      kernel.client,
      ({ header, content }) => header.msg_type === "error" && content.evalue === "late error",
    );
    let starter = "";
    await kernel.run(`${code}; void 0`, {
      onMessage: ({ parentHeader }) => {
        starter = String(parentHeader.msg_id);
      },
    });
    await kernel.run("await new Promise((r) => setTimeout(r, 80))");
    const { content, parentHeader } = await late;
    expect(content.ename).toBe(ename);
    expect(parentHeader.msg_id).toBe(starter);
    await sleep(20);
    expect((await kernel.run("1")).status).toBe("ok");
  });
});

test("a setting in tsconfig.json turns type errors into warnings", async () => {
  kernel.write("tsconfig.json", '{ "gradbook-kernel": { "typeErrors": "warning" } }');
  const { status, outputs } = await kernel.run("const loose: string = 5;\nloose.toFixed(1)");
  expect(status).toBe("ok");
  expect(resultText(outputs)).toBe("'5.0'");
  const said = streamText(outputs, "stderr");
  expect(said).toMatch(/cell-\d+:1:7 - warning TS2322: Type 'number' is not assignable to type 'string'/);
  expect(said).toMatch(/cell-\d+:2:7 - warning TS2551/);
  expect(errorOf((await kernel.run("const = 5")).outputs).ename).toBe("TypeScriptError");
  kernel.write("tsconfig.json", "{}");
  expect(errorOf((await kernel.run("const tight: string = 5;")).outputs).evalue).toContain("TS2322");
});
