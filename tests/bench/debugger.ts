import { type KernelClient, startKernel } from "../../kernel/src/client/index.js";
import { projectRoot } from "../support/project.js";
import type { Bench } from "./measure.js";

/** How a kernel is looked into while its cells run. */
interface Looked {
  readonly attach: boolean;
  /** With a breakpoint that is not reached. */
  readonly arm?: boolean;
  /** With a value that is followed. */
  readonly watch?: boolean;
}

const WAYS: Readonly<Record<string, Looked>> = {
  "no debugger": { attach: false },
  attached: { attach: true },
  "breakpoint set": { attach: true, arm: true },
  "value followed": { attach: false, watch: true },
};

/** Each cell is run so often, and the least time counts. */
const TIMES = 5;

const CELLS: Readonly<Record<string, string>> = {
  "synchronous cell, a loop of 3e7 additions": `function add(n: number) {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += i % 7;
  return sum;
}
add(3e7)`,
  "cell of 1e5 awaits": "for (let i = 0; i < 1e5; i++) await null;",
  "trivial cell": "1 + 1",
};

/** What the debugger costs: see the chapter of kernel/HOW_IT_WORKS.md. */
export function debuggerBenches(): readonly Bench[] {
  return [
    {
      name: "debugger: initialize, attach, configurationDone",
      unit: "ms",
      peers: { gradbook: () => withKernel(attach) },
    },
    ...Object.entries(CELLS).map(([name, code]) => ({
      name: `debugger: ${name}`,
      unit: "ms",
      peers: Object.fromEntries(
        Object.entries(WAYS).map(([way, looked]) => [
          way,
          () => withKernel((client) => time(client, code, looked)),
        ]),
      ),
    })),
  ];
}

async function time(
  client: KernelClient,
  code: string,
  { attach: isAttached, arm, watch }: Looked,
): Promise<number> {
  if (isAttached) await attach(client);
  if (watch)
    await run(client, 'import { watch } from "gradbook-kernel";\nlet followed = 0;\nwatch(() => followed);');
  if (arm) {
    const { sourcePath: path } = await debug<{ sourcePath: string }>(client, "dumpCell", {
      code: "1;\n2;\n3",
    });
    await debug(client, "setBreakpoints", { source: { path }, breakpoints: [{ line: 2 }] });
  }
  await run(client, code);
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < TIMES; i++) least = Math.min(least, await timed(() => run(client, code)));
  return least;
}

async function attach(client: KernelClient): Promise<number> {
  await run(client, "1");
  return timed(async () => {
    await debug(client, "initialize", {});
    await debug(client, "attach", {});
    await debug(client, "configurationDone", {});
  });
}

let seq = 0;

async function debug<Body>(client: KernelClient, command: string, args: object): Promise<Body> {
  const content = { type: "request", seq: ++seq, command, arguments: args };
  const reply = await client.request("control", "debug_request", content);
  if (reply.success !== true) throw new Error(`bench: ${command}: ${String(reply.message)}`);
  return reply.body as Body;
}

async function run(client: KernelClient, code: string): Promise<void> {
  const { status, outputs } = await client.execute(code, { timeout: 60_000 });
  if (status !== "ok") throw new Error(`bench: expected the cell to run, got ${JSON.stringify(outputs)}`);
}

async function withKernel(body: (client: KernelClient) => Promise<number>): Promise<number> {
  const client = await startKernel({ directory: projectRoot });
  try {
    return await body(client);
  } finally {
    await client.shutdown();
  }
}

async function timed(body: () => Promise<void>): Promise<number> {
  const begun = performance.now();
  await body();
  return performance.now() - begun;
}
