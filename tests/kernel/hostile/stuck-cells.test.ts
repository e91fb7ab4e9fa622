import { describe, expect, test } from "vitest";
import { errorOf, RUNS, resultText, streamText, underWay, useKernel } from "../support/kernel.js";

const kernel = useKernel();

const gone = "; all variables are gone, and the next cell runs in a fresh session";

describe("a cell that closes a descriptor", () => {
  test("of the raw outputs ends as any other, and a file that gets its number is left alone", async () => {
    // Opened in the same breath: between cells Node may open a file of its own, which takes the lowest number.
    const { outputs } = await kernel.run(
      "const fs = require('node:fs'); fs.closeSync(1); fs.openSync('mine.txt', 'w')",
    );
    expect(resultText(outputs)).toBe("1");
    expect(resultText((await kernel.run("fs.closeSync(2); 'closed'")).outputs)).toBe("'closed'");
    const printed = await kernel.run("console.log('a'); fs.readFileSync('mine.txt', 'utf8')");
    expect([streamText(printed.outputs), resultText(printed.outputs)]).toEqual(["a\n", "''"]);
    await kernel.run("process.exit()");
  });

  test.each([3, 4])("of the kernel, %i, is told that its session ended, and why", async (descriptor) => {
    const closing = await kernel.run(`require('node:fs').closeSync(${descriptor}); 1`);
    // Whether the cell itself can still be told of, or the next, is the descriptor's.
    const { outputs } = closing.status === "ok" ? await kernel.run("2") : closing;
    expect(errorOf(outputs)).toMatchObject({
      ename: "SessionEnded",
      evalue: `a cell closed the pipes between the session and the kernel${gone}`,
    });
    expect(resultText((await kernel.run("1 + 1")).outputs)).toBe("2");
  });
});

test.each(["'hello, world'", "'x'", "Buffer.alloc(100)"])(
  "a cell that writes %s into the kernel's pipe is told so, and the kernel lives",
  async (text) => {
    const { outputs } = await kernel.run(`require('node:fs').writeSync(3, ${text}); 1`);
    expect(errorOf(outputs)).toMatchObject({
      ename: "SessionEnded",
      evalue: `a cell wrote into the session's pipe to the kernel (bytes that begin no message)${gone}`,
    });
    expect(resultText((await kernel.run("1 + 1")).outputs)).toBe("2");
  },
);

describe("a value that cannot be looked at", () => {
  const traps =
    "{ get() { throw 1 }, ownKeys() { throw 2 }, getPrototypeOf() { throw 3 }, has() { throw 4 } }";

  test.each([
    ["a proxy, thrown", `throw new Proxy({}, ${traps})`, /^(Proxy\()?\{\}\)?$/],
    [
      "a revoked proxy, thrown",
      "const gone = Proxy.revocable({}, {}); gone.revoke(); throw gone.proxy",
      /^<Revoked Proxy>$/,
    ],
    ["a revoked proxy, rejected", "await Promise.reject(gone.proxy)", /^<Revoked Proxy>$/],
    [
      "getters that throw",
      "throw { get message() { throw 1 }, get stack() { throw 2 } }",
      /^\{ message: \[Getter\], stack: \[Getter\] \}$/,
    ],
    ["an object without prototype", "throw Object.create(null)", /^\[Object: null prototype\] \{\}$/],
  ])("%s, is what the cell reports", async (_, code, evalue) => {
    expect(errorOf((await kernel.run(code)).outputs)).toMatchObject({
      ename: "Uncaught",
      evalue: expect.stringMatching(evalue),
    });
  });

  test.each([
    ["a proxy", `new Proxy({ a: 1 }, ${traps})`, /^(Proxy\()?\{ a: 1 \}\)?$/],
    ["a revoked proxy", "gone.proxy", /^<Revoked Proxy>$/],
  ])("%s, is shown", async (_, code, shown) => {
    expect(resultText((await kernel.run(code)).outputs)).toMatch(shown);
    const { outputs } = await kernel.run(`import { display } from "gradbook-kernel"; display(${code})`);
    expect(outputs).toMatchObject([
      { output_type: "display_data", data: { "text/plain": expect.stringMatching(shown) } },
    ]);
  });

  test("an error whose every property throws is an error", async () => {
    const { outputs } = await kernel.run(`
      const sick = new Error("m");
      for (const name of ["name", "message", "stack"]) Object.defineProperty(sick, name, { get() { throw 1 } });
      throw sick`);
    expect(errorOf(outputs)).toMatchObject({ ename: "Error", evalue: "" });
  });

  test("an error of which a part cannot be shown keeps its message and place", async () => {
    const { outputs } = await kernel.run('throw Object.assign(new Error("m"), { cause: gone.proxy })');
    const { evalue, traceback } = errorOf(outputs);
    expect(evalue).toBe("m");
    expect(traceback.slice(0, 3)).toEqual([
      "Error: m",
      expect.stringMatching(/^ {4}at cell-\d+:1:21$/),
      expect.stringMatching(/^ {2}\(more of it cannot be shown: .*proxy.*\)$/),
    ]);
  });

  test.each([
    // V8's own inspector reads the error, and may give up with its process.
    [
      "thrown",
      `throw Object.defineProperty(new Error("m"), "name", { get() { ${RUNS} while (true) {} } })`,
      /^(KeyboardInterrupt|SessionEnded)$/,
    ],
    ["shown", `({ [Symbol.for("Jupyter.display")]() { ${RUNS} while (true) {} } })`, /^KeyboardInterrupt$/],
  ])("a getter that never ends is stopped: %s", async (_, code, ename) => {
    const { cell } = await underWay(kernel.client, code);
    await kernel.client.interrupt();
    expect(errorOf((await cell).outputs).ename).toMatch(ename);
    expect(resultText((await kernel.run("1 + 1")).outputs)).toBe("2");
  });
});

test("an interrupt that is not answered ends the session, and says so", async () => {
  const pid = Number(resultText((await kernel.run("process.pid")).outputs));
  const { cell } = await underWay(kernel.client, "while (true) {}");
  // Nothing of the session hears anything any more.
  process.kill(pid, "SIGSTOP");
  await kernel.client.interrupt();
  expect(errorOf((await cell).outputs).evalue).toBe(`the cell did not stop within 10 s${gone}`);
  expect(resultText((await kernel.run("1 + 1")).outputs)).toBe("2");
});
