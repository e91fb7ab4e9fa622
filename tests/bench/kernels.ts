import { existsSync } from "node:fs";
import { join } from "node:path";
import { type KernelClient, startKernel } from "../../kernel/src/client/index.js";
import { projectRoot } from "../support/project.js";
import type { Bench } from "./measure.js";

const tslab = join(projectRoot, "node_modules", "tslab", "bin", "tslab");

/** How each kernel is started. Ours is the built one, as Jupyter starts it. */
const kernels: Readonly<Record<string, readonly string[]>> = {
  gradbook: [process.execPath, join(projectRoot, "kernel/dist/cli.js"), "start", "{connection_file}"],
  ...(existsSync(tslab)
    ? { tslab: [process.execPath, tslab, "kernel", "--config-path", "{connection_file}"] }
    : {}),
};

const trivialCells = 30;

/** From the start of the process to its first answers, and a trivial cell once it is warm. */
export function kernelBenches(): readonly Bench[] {
  return [
    {
      name: "kernel: start to kernel_info",
      unit: "ms",
      peers: forEachKernel(async (start) => (await start()).ready),
    },
    {
      name: "kernel: start to first cell done",
      unit: "ms",
      peers: forEachKernel(async (start) => {
        const { client, since } = await start();
        await run(client, "const first = 1;");
        return since();
      }),
    },
    {
      name: "kernel: trivial cell",
      unit: "ms",
      peers: forEachKernel(async (start) => {
        const { client } = await start();
        for (let warmUp = 0; warmUp < 5; warmUp++) await run(client, `const warm${warmUp} = ${warmUp};`);
        const begun = performance.now();
        for (let cell = 0; cell < trivialCells; cell++) await run(client, `const x${cell} = ${cell};`);
        return (performance.now() - begun) / trivialCells;
      }),
    },
  ];
}

interface StartedKernel {
  readonly client: KernelClient;
  /** Milliseconds from the start of the process to its kernel_info. */
  readonly ready: number;
  /** Milliseconds since the start of the process. */
  readonly since: () => number;
}

/** One measurement per kernel, each on a fresh process that is shut down afterwards. */
function forEachKernel(once: (start: () => Promise<StartedKernel>) => Promise<number>): Bench["peers"] {
  const peers = Object.entries(kernels).map(([peer, command]) => {
    const measure = async (): Promise<number> => {
      let client: KernelClient | undefined;
      const start = async (): Promise<StartedKernel> => {
        const begun = performance.now();
        const since = (): number => performance.now() - begun;
        client = await startKernel({ directory: projectRoot, command });
        return { client, ready: since(), since };
      };
      try {
        return await once(start);
      } finally {
        await client?.shutdown();
      }
    };
    return [peer, measure] as const;
  });
  return Object.fromEntries(peers);
}

async function run(client: KernelClient, code: string): Promise<void> {
  const { status, outputs } = await client.execute(code);
  if (status !== "ok")
    throw new Error(`bench: expected the cell to run, got ${status}: ${JSON.stringify(outputs)}`);
}
