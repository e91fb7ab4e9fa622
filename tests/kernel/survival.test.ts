import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startKernel } from "gradbook-kernel/client";
import { describe, expect, test } from "vitest";
import { isAlive } from "../../notebooks/tools/setup/alive.mjs";
import {
  errorOf,
  heard,
  leastTime,
  nextMessage,
  resultText,
  streamText,
  underWay,
  useKernel,
} from "./support/kernel.js";

// A small heap, so that running out of memory takes a second instead of half a minute.
const kernel = useKernel({ env: { ...process.env, NODE_OPTIONS: "--max-old-space-size=300" } });

const goneSuffix = "; all variables are gone, and the next cell runs in a fresh session";

/** Waits until a process has ended. */
async function hasEnded(pid: number): Promise<void> {
  await expect.poll(() => isAlive(pid)).toBe(false);
}

async function pidOf(code = "process.pid"): Promise<number> {
  return Number(resultText((await kernel.run(code)).outputs));
}

describe("a cell that keeps the garbage collector busy", () => {
  // Node 22 aborts when a promise of the inspector's is collected: it must never be left under way.
  test("keeps its session, also when it declares new names", async () => {
    const session = await pidOf();
    const allocate =
      "for (let i = 0; i < 3e5; i++) { kept.push(new Array(20).fill(i)); if (i % 1000 === 0) kept = []; }";
    for (const name of ["a", "b", "c"]) {
      const { outputs } = await kernel.run(
        `let kept: unknown[] = [];\nconst ${name} = 1;\n${allocate}\n${name}`,
      );
      expect(resultText(outputs)).toBe("1");
    }
    expect(await pidOf()).toBe(session);
  });

  test.each([
    "for (let i = 0; i < 2000; i++) void Promise.resolve().then(() => new Array(1e4).fill({ i }));",
    "for (let i = 0; i < 200; i++) queueMicrotask(() => { const all = []; for (let j = 0; j < 2000; j++) all.push(new Array(50).fill(j)); });",
  ])("keeps its session when what it leaves behind does so: %s", async (code) => {
    const session = await pidOf();
    for (let i = 0; i < 3; i++) expect((await kernel.run(code)).outputs).toEqual([]);
    expect(await pidOf()).toBe(session);
  });
});

describe("a cell that ends its session", () => {
  test.each([
    ["process.exit", "console.log('bye'); process.exit(3)", "the cell ended its process with exit code 3"],
    [
      "process.exit behind an await",
      "await 1; process.exit()",
      "the cell ended its process with exit code 0",
    ],
    ["process.abort", "process.abort()", "the session was ended by SIGABRT"],
    [
      "a fault of native code",
      "process.kill(process.pid, 'SIGSEGV'); while (true) {}",
      "the session was ended by SIGSEGV",
    ],
    ["kill -9", "process.kill(process.pid, 'SIGKILL'); while (true) {}", "the session was ended by SIGKILL"],
    [
      "running out of memory",
      "const hoard: unknown[] = []; while (true) hoard.push(new Array(100000).fill({}))",
      "the session ran out of memory",
    ],
  ])("by %s is told so, and the next cell runs afresh", async (_, code, reason) => {
    await kernel.run("var before = 1");
    // It goes on when the cell behind it is in the queue.
    const onInput = () => heard(kernel.client).then(() => "");
    const [cell, queued] = await Promise.all([
      kernel.run(`prompt(); ${code}`, { onInput }),
      kernel.run("'queued'"),
    ]);
    const { ename, evalue } = errorOf(cell.outputs);
    // How much memory there was is told, too.
    const plain = evalue.replace(/ (for JavaScript's values )?\([^)]*\)/, "");
    expect([ename, plain]).toEqual(["SessionEnded", `${reason}${goneSuffix}`]);
    expect(queued.status).toBe("aborted");
    expect(resultText((await kernel.run("1 + 1")).outputs)).toBe("2");
    expect(errorOf((await kernel.run("before")).outputs).evalue).toContain("Cannot find name 'before'");
  });

  test("is followed by a fresh one within a second", async () => {
    const next = async () => {
      await kernel.run("process.exit()");
      const start = performance.now();
      expect(resultText((await kernel.run("1 + 1")).outputs)).toBe("2");
      return performance.now() - start;
    };
    expect(await leastTime(kernel.client, next, { enough: 1000 })).toBeLessThan(1000);
  });

  test("what it printed before is not lost", async () => {
    const { outputs } = await kernel.run("console.log('last words'); process.exit(1)");
    expect(streamText(outputs)).toBe("last words\n");
  });

  test("between cells is told at the last cell", async () => {
    const error = nextMessage(kernel.client, ({ header }) => header.msg_type === "error");
    await kernel.run("setTimeout(() => process.exit(5), 50)");
    expect((await error).content.evalue).toBe(`the cell ended its process with exit code 5${goneSuffix}`);
    expect(resultText((await kernel.run("2")).outputs)).toBe("2");
  });

  test("from outside, by kill -9", async () => {
    const pid = await pidOf();
    const { cell } = await underWay(kernel.client, "while (true) {}");
    process.kill(pid, "SIGKILL");
    expect(errorOf((await cell).outputs).evalue).toContain("the session was ended by SIGKILL");
  });

  test("takes its background children with it", async () => {
    const child = await pidOf(
      "import { spawn } from 'node:child_process'; spawn('sleep', ['600'], { stdio: 'ignore' }).pid",
    );
    expect(isAlive(child)).toBe(true);
    await kernel.run("process.exit()");
    await hasEnded(child);
  });
});

describe("the end of a kernel", () => {
  async function fresh() {
    const client = await startKernel({ directory: kernel.directory });
    const { outputs } = await client.execute("process.pid");
    return { client, session: Number(resultText(outputs)) };
  }

  test.each([
    ["on control", "control", "1"],
    ["on shell", "shell", "1"],
    ["while a cell loops", "control", "while (true) {}"],
  ] as const)("shutdown %s is answered, and no process is left", async (_, channel, code) => {
    const { client, session } = await fresh();
    await underWay(client, code);
    const exit = new Promise((resolve) => client.process?.once("exit", resolve));
    const reply = nextMessage(client, ({ header }) => header.msg_type === "shutdown_reply");
    void client.request(channel, "shutdown_request", { restart: true }).catch(() => {});
    expect((await reply).content).toEqual({ status: "ok", restart: true });
    expect(await exit).toBe(0);
    await hasEnded(session);
    client.close();
  });

  test("a cell that is being checked says nothing more when the kernel is shut down", async () => {
    const { client } = await fresh();
    const said: string[] = [];
    client.listen(({ header }) => said.push(header.msg_type));
    const reply = nextMessage(client, ({ header }) => header.msg_type === "shutdown_reply");
    const exit = new Promise((resolve) => client.process?.once("exit", resolve));
    void client.execute("const x: number = 1").catch(() => {});
    void client.request("shell", "shutdown_request", { restart: false }).catch(() => {});
    await Promise.all([reply, exit]);
    // What it published comes by another connection, and may be read later.
    await expect.poll(() => said).toContain("execute_input");
    expect(said).not.toContain("error");
    client.close();
  });

  // ZeroMQ sends in a thread of its own, which on a busy machine may not have begun when the kernel is through.
  test.each(["control", "shell"] as const)(
    "nothing that was still to be sent on %s is lost by a shutdown",
    async (channel) => {
      const { client } = await fresh();
      const command = "x".repeat(20_000_000);
      const answers = ["debug_reply", "shutdown_reply"].map((type) =>
        nextMessage(client, ({ header }) => header.msg_type === type),
      );
      const exit = new Promise((resolve) => client.process?.once("exit", resolve));
      void client.request(channel, "debug_request", { command }).catch(() => {});
      void client.request(channel, "shutdown_request", { restart: false }).catch(() => {});
      const [long, last] = await Promise.all(answers);
      expect(long?.content.command === command).toBe(true);
      expect(last?.content).toEqual({ status: "ok", restart: false });
      expect(await exit).toBe(0);
      client.close();
    },
  );

  test.each(["SIGTERM", "SIGHUP"] as const)(
    "after %s, which a closed terminal sends, no process is left",
    async (signal) => {
      const { client, session } = await fresh();
      await underWay(client, "while (true) {}");
      const front = client.process?.pid ?? 0;
      process.kill(front, signal);
      await hasEnded(front);
      await hasEnded(session);
      client.close();
    },
  );

  test.each(["await 1", "while (true) {}"])(
    "after kill -9 of the front no process is left: %s",
    async (code) => {
      const { client, session } = await fresh();
      await underWay(client, code);
      await client.kill();
      await hasEnded(session);
    },
  );

  test("when its parent is gone the kernel ends", async () => {
    const script = join(kernel.directory, "parent.mjs");
    const entry = import.meta.resolve("gradbook-kernel/client");
    writeFileSync(
      script,
      `import { startKernel } from ${JSON.stringify(entry)};
       const client = await startKernel({ directory: process.cwd() });
       const { outputs } = await client.execute("process.pid");
       process.send([client.process.pid, Number(outputs[0].data["text/plain"])]);
       process.kill(process.pid, "SIGKILL");`,
    );
    const { fork } = await import("node:child_process");
    const child = fork(script, { cwd: kernel.directory });
    const pids = await new Promise<number[]>((resolve) =>
      child.once("message", (ids) => resolve(ids as number[])),
    );
    for (const pid of pids) await hasEnded(pid);
  });
});

test("the notebook's folder is gone: that is said, and with the folder cells run again", async () => {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), "kernel-gone-")));
  const client = await startKernel({ directory });
  try {
    await client.execute("1");
    rmSync(directory, { recursive: true });
    const gone = `the notebook's folder, ${directory}, is gone; make it again and run the cell once more`;
    const first = errorOf((await client.execute("process.exit(3)")).outputs);
    expect(first.evalue).toBe(`the cell ended its process with exit code 3; ${gone}`);
    const second = errorOf((await client.execute("1 + 1")).outputs);
    expect(second.evalue).toBe(`the session could not start; ${gone}`);
    mkdirSync(directory);
    expect(resultText((await client.execute("1 + 1")).outputs)).toBe("2");
  } finally {
    await client.shutdown();
    rmSync(directory, { recursive: true, force: true });
  }
});
