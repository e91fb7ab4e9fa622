import { describe, expect, test } from "vitest";
import {
  errorOf,
  heard,
  leastTime,
  nextMessage,
  RUNS,
  resultText,
  sleep,
  underWay,
  useKernel,
} from "./support/kernel.js";

const kernel = useKernel();

const endless: readonly (readonly [name: string, code: string])[] = [
  ["a synchronous loop", "while (true) {}"],
  ["a loop that catches everything", "while (true) { try { while (true) {} } catch {} }"],
  ["an infinite finally", "for (;;) { try { while (true) {} } finally { while (true) {} } }"],
  ["a loop behind an await", `await 1; ${RUNS} while (true) {}`],
  ["a never-resolving await", "await new Promise(() => {})"],
  ["a microtask loop", "await (async () => { while (true) await null })()"],
  [
    "a microtask loop that nobody awaits",
    "void (async () => { while (true) await null })(); await new Promise(() => {})",
  ],
  [
    "a timer that loops",
    `setTimeout(() => { ${RUNS} while (true) {} }, 10); await new Promise((r) => setTimeout(r, 500))`,
  ],
  ["Atomics.wait", "Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 30000)"],
  ["a runaway regular expression", "/(a+)+b/.test('a'.repeat(40))"],
  ["an endless printing loop", "while (true) console.log('x')"],
];

/** Presses Stop. */
async function stop(mode: "message" | "signal"): Promise<void> {
  if (mode === "signal") kernel.client.process?.kill("SIGINT");
  else await kernel.client.interrupt();
}

describe.each(["message", "signal"] as const)("by %s", (mode) => {
  test.each(endless)("%s is stopped, and variables are kept", async (_, code) => {
    await kernel.run(`let precious = { since: ${JSON.stringify(mode)} }`);
    const stopOnce = async () => {
      const { cell } = await underWay(kernel.client, code);
      const start = performance.now();
      await stop(mode);
      const { outputs } = await cell;
      const took = performance.now() - start;
      expect(errorOf(outputs.filter((output) => output.output_type === "error"))).toMatchObject({
        ename: "KeyboardInterrupt",
        evalue: "the cell was interrupted; variables are kept",
      });
      expect(resultText((await kernel.run("precious")).outputs)).toBe(`{ since: '${mode}' }`);
      return took;
    };
    expect(await leastTime(kernel.client, stopOnce, { enough: 50, tries: 3 })).toBeLessThan(50);
  });
});

describe("interrupts", () => {
  test.each(["message", "signal"] as const)(
    "by %s a blocking child process is ended with its own children",
    async (mode) => {
      const stopOnce = async () => {
        const runs = nextMessage(kernel.client, ({ content }) => content.text === "begun\n");
        const cell = kernel.run(
          "require('node:child_process').execSync('echo begun; sleep 60; echo done', { stdio: 'inherit' })",
        );
        await runs;
        const start = performance.now();
        await stop(mode);
        expect((await cell).status).toBe("error");
        return performance.now() - start;
      };
      expect(await leastTime(kernel.client, stopOnce, { enough: 1000 })).toBeLessThan(1000);
    },
  );

  test("functions that libraries register run, and one that throws or never returns stops nothing", async () => {
    await kernel.run(`const key = Symbol.for("gradbook.onInterrupt");
      Reflect.set(globalThis, key, new Set([
        () => { throw new Error("reset failed") }, () => { resets++; }, () => { while (resets > 1); },
      ]));
      let resets = 0;`);
    for (const expected of ["1", "2"]) {
      const { cell } = await underWay(kernel.client, "while (true) {}");
      await kernel.client.interrupt();
      const enames = (await cell).outputs.map((output) =>
        output.output_type === "error" ? output.evalue : "",
      );
      expect(enames).toContain("reset failed");
      expect(enames).toContain("the cell was interrupted; variables are kept");
      const { outputs } = await kernel.run("resets");
      expect(Number(resultText(outputs))).toBeGreaterThanOrEqual(Number(expected));
    }
    await kernel.run("Reflect.deleteProperty(globalThis, key)");
  });

  test("one of nothing does no harm", async () => {
    await kernel.run("let calm = 1");
    for (let i = 0; i < 5; i++) await kernel.client.interrupt();
    expect(resultText((await kernel.run("calm")).outputs)).toBe("1");
  });

  test("one that comes at any moment of a cell's way stops it", async () => {
    for (let delay = 0; delay < 20; delay++) {
      // Shell and control are two connections: an interrupt that is sent later may yet be there first.
      let arrived = () => {};
      const arrival = new Promise<void>((resolve) => {
        arrived = resolve;
      });
      const cell = kernel.run(`const way${delay} = 1; while (true) {}`, { onMessage: () => arrived() });
      await arrival;
      await sleep(delay / 2);
      await kernel.client.interrupt();
      expect(errorOf((await cell).outputs).ename).toBe("KeyboardInterrupt");
    }
    expect(resultText((await kernel.run("1")).outputs)).toBe("1");
  });

  test("queued cells are aborted", async () => {
    const { cell } = await underWay(kernel.client, "while (true) {}");
    const second = kernel.run("'second'");
    await heard(kernel.client);
    await kernel.client.interrupt();
    expect([(await cell).status, (await second).status]).toEqual(["error", "aborted"]);
  });

  test("after a hundred in a row the session is sound, and late output finds its cell", async () => {
    await kernel.run("let survivors = 0");
    for (let i = 0; i < 100; i++) {
      const { cell } = await underWay(kernel.client, endless[i % endless.length]?.[1] ?? "");
      await kernel.client.interrupt();
      expect((await cell).status).toBe("error");
    }
    const late = nextMessage(kernel.client, ({ content }) => content.text === "after all\n");
    let starter = "";
    await kernel.run("survivors += 1; setTimeout(() => console.log('after all'), 60); void 0", {
      onMessage: ({ parentHeader }) => {
        starter = String(parentHeader.msg_id);
      },
    });
    await kernel.run("await new Promise((r) => setTimeout(r, 120))");
    expect((await late).parentHeader.msg_id).toBe(starter);
    expect(resultText((await kernel.run("survivors")).outputs)).toBe("1");
  });

  test("an await that ends long after its interrupt says nothing for another cell", async () => {
    const { cell } = await underWay(
      kernel.client,
      `let end = () => {}; await new Promise<void>((resolve) => { end = resolve; ${RUNS} }); 'too late'`,
    );
    await kernel.client.interrupt();
    expect((await cell).status).toBe("error");
    const { outputs } = await kernel.run("end(); await new Promise((r) => setTimeout(r, 100))");
    expect(outputs).toEqual([]);
  });
});
