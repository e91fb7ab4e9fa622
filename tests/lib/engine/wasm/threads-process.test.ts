import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { describeWith, needs } from "../../../support/needs.js";
import { projectRoot } from "../../../support/project.js";

/*
 * Threads in processes of their own: how they begin and end, and what a stop in the middle of a step leaves behind.
 * Each program is bundled with the library from its source.
 */
let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "gradbook-threads-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const prelude = `
  import * as gradbook from "./lib/src/index.ts";
  import { crewOfThreads } from "./lib/src/engine/wasm/threads/team.ts";
  import { hash, trainingStep } from "./tests/lib/engine/training-program.ts";
  const step = trainingStep(gradbook, "dense");
  const crew = () => crewOfThreads();
  const untilShared = () => { while ((crew()?.jobs ?? 0) < 20) step.run(); };
`;

/** Runs a program with the prelude's names in a process of its own. */
async function start(
  name: string,
  program: string,
  { env = {}, keepNames = false }: { env?: NodeJS.ProcessEnv; keepNames?: boolean } = {},
): Promise<ChildProcess> {
  const outfile = join(folder, `${name}.mjs`);
  await build({
    stdin: { contents: prelude + program, resolveDir: projectRoot, loader: "ts" },
    bundle: true,
    platform: "node",
    format: "esm",
    outfile,
    keepNames,
  });
  return spawn(process.execPath, ["--no-force-async-hooks-checks", outfile], {
    env: { ...process.env, GRADBOOK_THREADS: "2", ...env },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
}

interface Ended {
  readonly code: number | null;
  readonly signal: string | null;
  readonly text: string;
}

function ended(child: ChildProcess): Promise<Ended> {
  let text = "";
  child.stdout?.on("data", (piece) => {
    text += piece;
  });
  child.stderr?.on("data", (piece) => {
    text += piece;
  });
  return new Promise((resolve) => {
    child.on("close", (code, signal) => resolve({ code, signal, text: text.trim() }));
  });
}

describe("a process with threads", () => {
  it("ends by itself when its program does", async () => {
    const child = await start("end", `untilShared(); console.log("trained", gradbook.info().threads);`);
    expect(await ended(child)).toEqual({ code: 0, signal: null, text: "trained 2" });
  });

  it("works in a bundle that keeps names, and where no thread can start", async () => {
    const names = await start("names", `untilShared(); console.log(crew().jobs > 0);`, { keepNames: true });
    expect((await ended(names)).text).toBe("true");
    const program = `
      const threads = process.getBuiltinModule("node:worker_threads");
      threads.Worker = class extends threads.Worker {
        constructor(code, options) {
          super("throw new Error('no')", options);
        }
      };
      for (let i = 0; i < 12; i++) step.run();
      await new Promise((resolve) => setTimeout(resolve, 300));
      for (let i = 0; i < 12; i++) step.run();
      console.log(crew().jobs, crew().isReady);
    `;
    expect(await ended(await start("broken", program))).toEqual({ code: 0, signal: null, text: "0 false" });
  });

  it("starts them with the first step that gains from them", async () => {
    const child = await start(
      "few",
      `
      const threads = process.getBuiltinModule("node:worker_threads");
      let started = 0;
      threads.Worker = class extends threads.Worker {
        constructor(...parameters) {
          super(...parameters);
          started++;
        }
      };
      const small = gradbook.train.step((x) => ({ y: x.matmul(x).tanh() }));
      const x = gradbook.random.generator(1).normal([100, 100]);
      for (let i = 0; i < 50; i++) small(x);
      const before = started;
      untilShared();
      console.log(before, started);
      `,
    );
    expect((await ended(child)).text).toBe("0 1");
  });

  it("takes GRADBOOK_THREADS, and says when that is no number", async () => {
    const program = `try { console.log(gradbook.info().threads); } catch (e) { console.log(e.message); }`;
    const told = async (threads: string) =>
      (await ended(await start("environment", program, { env: { GRADBOOK_THREADS: threads } }))).text;
    expect(await told("1")).toBe("1");
    expect(await told("5")).toBe("5");
    expect(await told("many")).toBe("GRADBOOK_THREADS: expected a whole number from 1 to 64, got NaN; try 2");
  });

  it("leaves nothing behind when it is killed in the middle of training", async () => {
    const child = await start("killed", `untilShared(); console.log("on"); for (;;) step.run();`);
    const end = ended(child);
    await new Promise((resolve) => child.stdout?.once("data", resolve));
    child.kill("SIGKILL");
    expect((await end).signal).toBe("SIGKILL");
    // Nobody is left in its process group.
    expect(() => process.kill(-child.pid!, 0)).toThrow("ESRCH");
  });

  it("keeps its memory flat over 10,000 steps in one loop", async () => {
    // Without a turn of the event loop between them, which finalizers would need.
    const child = await start(
      "flat",
      `
      import { setFlagsFromString } from "node:v8";
      import { runInNewContext } from "node:vm";
      setFlagsFromString("--expose-gc");
      const collect = runInNewContext("gc");
      const small = trainingStep(gradbook, "dense", 8);
      const used = (steps) => {
        for (let i = 0; i < steps; i++) small.run();
        collect();
        const { heapUsed, arrayBuffers, rss } = process.memoryUsage();
        return { kept: heapUsed + arrayBuffers, rss };
      };
      untilShared();
      const before = used(1000);
      const after = used(10_000);
      // What V8 sets aside for young objects may still grow; any array kept from each step would be far more.
      console.log(after.kept - before.kept < 2 ** 20, after.rss - before.rss < 2 ** 26);
      `,
    );
    expect((await ended(child)).text).toBe("true true");
  }, 180_000);

  it("lets go of the memory of models that are gone", async () => {
    const child = await start(
      "gone",
      `
      import { setFlagsFromString } from "node:v8";
      import { runInNewContext } from "node:vm";
      import { arenaOf } from "./lib/src/engine/wasm/arena.ts";
      import { asTensor, valuesOf } from "./lib/src/tensor/base.ts";
      setFlagsFromString("--expose-gc");
      const collect = runInNewContext("gc");
      untilShared();
      let gone = 0;
      const arenas = new FinalizationRegistry(() => gone++);
      const trainAnother = () => {
        const another = trainingStep(gradbook, "dense");
        const { jobs } = crew();
        while (crew().jobs < jobs + 8) another.run();
        arenas.register(arenaOf(valuesOf(asTensor(another.model.weights()[0].tensor))));
      };
      for (let i = 0; i < 4; i++) {
        trainAnother();
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      // The last one may still be in a register of the engine.
      for (let i = 0; i < 50 && gone < 3; i++) {
        collect();
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      console.log(gone >= 3);
      `,
    );
    expect((await ended(child)).text).toBe("true");
  });

  it("computes the right bits after stops in the middle of a step", async () => {
    // As the notebook kernel stops a cell: from another thread, by Runtime.terminateExecution.
    const child = await start(
      "stopped",
      `
      import inspector from "node:inspector";
      import { Worker } from "node:worker_threads";
      untilShared();
      const stop = new Int32Array(new SharedArrayBuffer(8));
      const stopper = new Worker(\`
        const inspector = require("node:inspector");
        const { workerData: stop } = require("node:worker_threads");
        const debuggee = new inspector.Session();
        debuggee.connectToMainThread();
        const wait = () => {
          if (Atomics.load(stop, 0) === 1) {
            Atomics.store(stop, 0, 0);
            setTimeout(() => debuggee.post("Runtime.terminateExecution", () => Atomics.store(stop, 1, 1)), Math.random() * 12);
          }
          setTimeout(wait, 1);
        };
        wait();
      \`, { eval: true, workerData: stop });
      stopper.unref();
      const session = new inspector.Session();
      session.connect();
      globalThis.train = () => { Atomics.store(stop, 0, 1); for (;;) step.run(); };
      const resets = Reflect.get(globalThis, Symbol.for("gradbook.onInterrupt"));
      let stops = 0;
      for (let i = 0; i < 12; i++) {
        Atomics.store(stop, 1, 0);
        await new Promise((resolve) =>
          session.post("Runtime.evaluate", { expression: "train()", replMode: true }, () => resolve(undefined)),
        );
        while (Atomics.load(stop, 1) === 0) await new Promise((resolve) => setTimeout(resolve, 1));
        for (const reset of resets) reset();
        stops++;
        const { jobs } = crew();
        while (crew().jobs < jobs + 8) step.run();
      }
      // The same weights from here on, by one thread and by two.
      const weights = step.model.getWeights();
      const run = (threads) => {
        gradbook.setThreads(threads);
        const fresh = trainingStep(gradbook, "dense");
        fresh.run();
        fresh.model.setWeights(weights);
        return Array.from({ length: 40 }, () => hash([fresh.run().data])).join();
      };
      console.log(stops, run(2) === run(1));
      process.exit(0);
      `,
    );
    const { code, text } = await ended(child);
    // Node says that a debugger was there.
    expect({ code, text: text.split("\n")[0] }).toEqual({ code: 0, text: "12 true" });
  });
});

describe("a process with a thread that cannot load a library", () => {
  it("computes all parts without it", async () => {
    const child = await start(
      "unloaded",
      `
      untilShared();
      let computed = 0;
      const native = { name: "nowhere", signature: "", program: "() => { throw new Error('not here'); }" };
      const calls = [(units) => { computed += units; }];
      const set = { number: 999, native, kernels: {}, numbers: new Map(), calls };
      const team = crew();
      team.learn(set);
      const job = { set, kernel: 0, numbers: [20], size: 0, moves: {}, scratch: {}, part: 1, inPlace: false };
      for (let i = 0; i < 2000; i++) team.run(job);
      console.log(computed);
      `,
    );
    expect(await ended(child)).toEqual({ code: 0, signal: null, text: "40000" });
  });
});

// That a thread has ended while this one waits for it is told by nothing but Linux's list of threads.
describeWith(needs.threads(), "a process whose worker ends in the middle of its part", () => {
  /** A job of two parts: the one that is computed here ends the worker as soon as that has taken the other. */
  const program = (inPlace: boolean) => `
    import { Code, moduleOf } from "./lib/src/engine/wasm/chains/code.ts";
    const threads = process.getBuiltinModule("node:worker_threads");
    const workers = [];
    const boards = [];
    threads.Worker = class extends threads.Worker {
      constructor(code, options) {
        super(code, options);
        workers.push(this);
        boards.push(options.workerData);
      }
    };
    untilShared();
    const [{ control, words }] = boards;
    const code = new Code(1);
    code.whileAtLeast(0, 1, () => {});
    const module = new WebAssembly.Module(moduleOf([{ parameters: 1, code }]));
    const memory = new WebAssembly.Memory({ initial: 1, maximum: 65536, shared: true });
    const computed = [];
    const call = (units) => {
      computed.push(units);
      if (units === 2) return;
      const taken = () => Atomics.load(control, words.claim);
      while ((taken() & 255) + ((taken() >>> 8) & 255) < 2);
      workers[0].terminate();
    };
    const set = { number: 999, module, memory, kernels: {}, numbers: new Map(), calls: [call] };
    const team = crew();
    team.learn(set);
    const job = { set, kernel: 0, numbers: [2], size: 0, moves: {}, scratch: {}, part: 1, inPlace: ${inPlace} };
    let told = "";
    try {
      team.run(job);
    } catch (error) {
      told = error.message;
    }
    const train = () => {
      const fresh = trainingStep(gradbook, "dense");
      return Array.from({ length: 12 }, () => hash([fresh.run().data])).join();
    };
    const alone = train();
    const { threads: left } = gradbook.info();
    gradbook.setThreads(2);
    untilShared();
    console.log(JSON.stringify({ computed, told, left, same: train() === alone, workers: workers.length }));
  `;

  it("computes the job again, alone, and goes on with one thread", async () => {
    const { code, text } = await ended(await start("lost", program(false)));
    expect(code).toBe(0);
    expect(JSON.parse(text)).toEqual({ computed: [1, 2], told: "", left: 1, same: true, workers: 2 });
  });

  it("throws when the job changed what it read", async () => {
    const { code, text } = await ended(await start("half", program(true)));
    expect(code).toBe(0);
    const told =
      "threads: expected a thread to finish its part of an update, got its end; try setThreads(1), and the weights as they were saved last";
    expect(JSON.parse(text)).toEqual({ computed: [1], told, left: 1, same: true, workers: 2 });
  });
});
