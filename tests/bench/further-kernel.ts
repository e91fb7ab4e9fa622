import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type KernelClient, startKernel } from "gradbook-kernel/client";
import { atRest, processMemory, processorTime } from "../support/process-usage.js";
import { projectRoot } from "../support/project.js";
import type { Bench } from "./measure.js";

const LIMIT = 60_000;

/** What one more lesson takes of a learner who has one open: its kernel finds the type service of the first. */
export function furtherKernelBenches(): readonly Bench[] {
  const bench = (name: string, unit: string, of: (taken: Taken) => number): Bench => ({
    name: `kernel: a further one, ${name}`,
    unit,
    peers: {
      gradbook: () => startFurther(true).then(of),
      "gradbook, nothing shared": () => startFurther(false).then(of),
    },
  });
  return [
    bench("start to first cell done", "ms", ({ ms }) => ms),
    bench("processor time until then", "ms", ({ processor }) => processor),
    bench("memory after importing gradbook", "MB", ({ memory }) => memory),
  ];
}

/** What a kernel took that was started while another of the same user ran. */
interface Taken {
  /** From the start of its process to the end of its first cell. */
  readonly ms: number;
  /** Of all processes that are at work for it, until then, in ms. */
  readonly processor: number;
  /** What they hold for themselves alone once it has imported the library, beyond what the first one's held, in MB. */
  readonly memory: number;
}

/** Starts a kernel beside another of the same user, or, for comparison, without sharing anything with it. */
async function startFurther(isShared: boolean): Promise<Taken> {
  const runtime = mkdtempSync(join(tmpdir(), "gb-run-"));
  const env = {
    ...process.env,
    GRADBOOK_RUNTIME_DIR: runtime,
    ...(isShared ? {} : { GRADBOOK_SHARED_TYPES: "off" }),
  };
  const started: KernelClient[] = [];
  const start = async (): Promise<KernelClient> => {
    const client = await startKernel({ directory: join(projectRoot, "notebooks"), env, timeout: LIMIT });
    started.push(client);
    return client;
  };
  // The shared service is a child of the kernel that started it.
  const sum = (of: (pid: number) => number) =>
    started.reduce((total, { process }) => total + of(process?.pid ?? 0), 0);
  const memory = () => sum((pid) => processMemory(pid).uss);
  try {
    await run(await start(), IMPORT);
    // What the first one still does for itself, while nobody waits, is not the further one's.
    await atRest(() => sum(processorTime));
    const before = { memory: memory(), processor: sum(processorTime) };
    const begun = performance.now();
    const further = await start();
    await run(further, "const first = 1; first");
    const ms = performance.now() - begun;
    const processor = sum(processorTime) - before.processor;
    await run(further, IMPORT);
    return { ms, processor, memory: memory() - before.memory };
  } finally {
    await Promise.all(started.map((client) => client.shutdown()));
    rmSync(runtime, { recursive: true, force: true });
  }
}

const IMPORT = 'import { tensor } from "gradbook"; const x = tensor([1, 2, 3]); x.mean()';

async function run(client: KernelClient, code: string): Promise<void> {
  const { status } = await client.execute(code, { timeout: LIMIT });
  if (status !== "ok") throw new Error(`bench: expected the cell to run, got ${status}`);
}
