import { mkdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test, vi } from "vitest";
import { outOfMemory, outOfMemoryBy } from "../../kernel/src/front/memory-limit.js";
import { errorOf, resultText, useKernel } from "./support/kernel.js";

const cli = fileURLToPath(new URL("dist/cli.js", import.meta.resolve("gradbook-kernel/package.json")));
const gone = "; all variables are gone, and the next cell runs in a fresh session";
/** Its type service is not held to the limit of what computes. */
const env = { ...process.env, GRADBOOK_SHARED_TYPES: "off" };

/** Starts a kernel after a shell's line, which sets the limit. */
const after = (line: string) => ["sh", "-c", `${line}; exec "${process.execPath}" "${cli}" start "$0"`];

test("how much there was is said in what is easiest to read", () => {
  expect(outOfMemory(undefined)).toBe("the session ran out of memory");
  expect(outOfMemory(2 ** 31)).toBe("the session ran out of memory (2 GB at most)");
  expect(outOfMemory(1.5 * 2 ** 30)).toBe("the session ran out of memory (1.5 GB at most)");
  expect(outOfMemory(600 * 2 ** 20)).toBe("the session ran out of memory (600 MB at most)");
});

test("the limit that was met is the one that is named", () => {
  const gigabyte = 2 ** 30;
  const heap = "FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory";
  const values =
    "the session ran out of memory for JavaScript's values (1 GB at most: NODE_OPTIONS=--max-old-space-size=2048 where the kernel starts allows twice that)";
  expect(outOfMemoryBy(heap, { system: 2 * gigabyte, heap: gigabyte })).toBe(values);
  expect(outOfMemoryBy(heap, { system: undefined, heap: gigabyte })).toBe(values);
  expect(outOfMemoryBy(heap, { system: gigabyte, heap: 4 * gigabyte })).toBe(outOfMemory(gigabyte));
  const process = "FATAL ERROR: Zone Allocation failed - process out of memory";
  expect(outOfMemoryBy(process, { system: 2 * gigabyte, heap: gigabyte })).toBe(outOfMemory(2 * gigabyte));
  expect(outOfMemoryBy("std::bad_alloc", { system: undefined, heap: gigabyte })).toBe(outOfMemory(undefined));
});

describe.skipIf(process.platform !== "linux")("where each process may take 8 GB and V8's heap 300 MB", () => {
  const kernel = useKernel({
    env: { ...env, NODE_OPTIONS: "--max-old-space-size=300" },
    command: [...after("ulimit -d 8388608"), "{connection_file}"],
  });

  test("a cell that fills the heap is told of the heap's limit", async () => {
    const { outputs } = await kernel.run(
      "const hoard: unknown[] = []; while (true) hoard.push(new Array(1e5).fill({}))",
    );
    expect(errorOf(outputs).evalue).toMatch(
      /^the session ran out of memory for JavaScript's values \(3\d\d MB at most: NODE_OPTIONS=--max-old-space-size=[67]\d\d where/,
    );
    expect(resultText((await kernel.run("1 + 1")).outputs)).toBe("2");
  });
});

// Of less Node 26 has nothing left: what V8 reserves counts.
describe.skipIf(process.platform !== "linux")("where each process may take 2 GB", () => {
  const kernel = useKernel({ env, command: [...after("ulimit -d 2097152"), "{connection_file}"] });

  test("a cell that fills the heap is told so, and the next one runs", async () => {
    await kernel.run("var before = 1");
    const { outputs } = await kernel.run(
      "const hoard: unknown[] = []; while (true) hoard.push(new Array(1e5).fill({}))",
    );
    expect(errorOf(outputs)).toMatchObject({
      ename: "SessionEnded",
      evalue: `the session ran out of memory (2 GB at most)${gone}`,
    });
    expect(resultText((await kernel.run("1 + 1")).outputs)).toBe("2");
  });

  test("a buffer that does not fit is the cell's own error, and variables stay", async () => {
    await kernel.run("var kept = 1");
    const { outputs } = await kernel.run("for (const all: Buffer[] = []; ; ) all.push(Buffer.alloc(1e8, 1))");
    expect(errorOf(outputs)).toMatchObject({
      ename: "RangeError",
      evalue: expect.stringMatching(/allocation failed|Failed to allocate/),
    });
    expect(resultText((await kernel.run("kept")).outputs)).toBe("1");
  });
});

/** A control group of version 1 below this process's own, which may take so many bytes; undefined where none can be made. */
function memoryGroup(bytes: number): string | undefined {
  try {
    const [, path] =
      /^\d+:(?:.+,)?memory(?:,.+)?:(.*)$/m.exec(readFileSync("/proc/self/cgroup", "utf8")) ?? [];
    const folder = join("/sys/fs/cgroup/memory", path ?? "none", `gradbook-test-${process.pid}`);
    if (path === undefined) return undefined;
    mkdirSync(folder);
    writeFileSync(join(folder, "memory.limit_in_bytes"), String(bytes));
    return folder;
  } catch {
    return undefined;
  }
}

const group = memoryGroup(600 * 2 ** 20);

describe.skipIf(group === undefined)(
  "where the system holds all of a kernel's processes together to 600 MB [needs root and control groups]",
  () => {
    const kernel = useKernel({
      env,
      command: [...after(`echo $$ > "${group}/cgroup.procs"`), "{connection_file}"],
    });
    afterAll(async () => {
      // Hooks run from the last to the first: the kernel is about to be ended.
      await kernel.client.shutdown();
      await vi.waitFor(() => rmdirSync(group as string), 120_000);
    });

    test("the session is what is ended, and the cell says why", async () => {
      const front = resultText((await kernel.run("process.ppid")).outputs);
      const { outputs } = await kernel.run(
        "for (const all: Buffer[] = []; ; ) all.push(Buffer.alloc(2e7, 1))",
      );
      expect(errorOf(outputs).evalue).toBe(`the session ran out of memory (600 MB at most)${gone}`);
      expect(resultText((await kernel.run("process.ppid")).outputs)).toBe(front);
    });

    test("a session that somebody else ends is told as before", async () => {
      const { outputs } = await kernel.run("process.kill(process.pid, 'SIGKILL'); while (true) {}");
      expect(errorOf(outputs).evalue).toBe(`the session was ended by SIGKILL${gone}`);
    });
  },
);
