import { join } from "node:path";
import { type KernelClient, startKernel } from "../../kernel/src/client/index.js";
import { projectRoot } from "../support/project.js";
import type { Bench } from "./measure.js";

/** How a kernel is looked into while its cells run. */
interface Looked {
  readonly attach?: boolean;
  /** With a breakpoint that is not reached. */
  readonly arm?: boolean;
  /** With stacks that go on over an await. */
  readonly asyncStacks?: boolean;
  /** With a value that is followed. */
  readonly watch?: boolean;
  /** With one who asks for a value again and again. */
  readonly inspect?: boolean;
}

const WAYS: Readonly<Record<string, Looked>> = {
  "no debugger": {},
  attached: { attach: true },
  "breakpoint set": { attach: true, arm: true },
  "with async stacks": { attach: true, arm: true, asyncStacks: true },
  "value followed": { watch: true },
  "values asked for": { inspect: true },
};

/** Each cell is run so often in a round, and the least time counts. */
const TIMES = 5;

const CELLS: Readonly<Record<string, string>> = {
  "synchronous cell, a loop of 1e8 additions": `function add(n: number) {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += i % 7;
  return sum;
}
add(1e8)`,
  "cell of 1e5 awaits": "for (let i = 0; i < 1e5; i++) await null;",
  "trivial cell": "1 + 1",
};

/** What the debugger costs: see the chapter of kernel/HOW_IT_WORKS.md. */
export function debuggerBenches(): { readonly benches: readonly Bench[]; end(): Promise<void> } {
  // One kernel for each way, whose cells take turns with the others': what slows the machine slows all of them.
  const kernels = new Map<string, Promise<KernelClient>>();
  const kernelOf = (way: string, looked: Looked): Promise<KernelClient> => {
    const known = kernels.get(way) ?? prepared(looked);
    kernels.set(way, known);
    return known;
  };
  const cells = Object.entries(CELLS).map(([name, code]) => ({
    name: `debugger: ${name}`,
    unit: "ms",
    peers: Object.fromEntries(
      Object.entries(WAYS).map(([way, looked]) => [
        way,
        async () => leastTime(await kernelOf(way, looked), code, looked),
      ]),
    ),
  }));
  return {
    benches: [
      { name: "debugger: initialize, attach, configurationDone", unit: "ms", peers: { gradbook: attaching } },
      ...cells,
    ],
    end: async () => {
      for (const kernel of kernels.values()) await (await kernel).shutdown();
    },
  };
}

function start(): Promise<KernelClient> {
  const cli = join(projectRoot, "kernel/dist/cli.js");
  return startKernel({
    directory: projectRoot,
    command: [process.execPath, cli, "start", "{connection_file}"],
  });
}

async function attaching(): Promise<number> {
  const client = await start();
  try {
    await run(client, "1");
    return await timed(() => attach(client));
  } finally {
    await client.shutdown();
  }
}

async function prepared({ attach: isAttached, arm, asyncStacks, watch }: Looked): Promise<KernelClient> {
  const client = await start();
  await run(client, "let followed = 0;");
  if (isAttached) await attach(client, { asyncStacks: asyncStacks === true });
  if (watch) await run(client, 'import { watch } from "gradbook-kernel";\nwatch(() => followed);');
  if (arm) {
    const { sourcePath: path } = await debug<{ sourcePath: string }>(client, "dumpCell", {
      code: "1;\n2;\n3",
    });
    await debug(client, "setBreakpoints", { source: { path }, breakpoints: [{ line: 2 }] });
  }
  return client;
}

async function leastTime(client: KernelClient, code: string, { inspect }: Looked): Promise<number> {
  let isOver = false;
  const ask = async (): Promise<void> => {
    while (!isOver) await client.request("shell", "inspect_request", { code: "followed", cursor_pos: 4 });
  };
  await run(client, code);
  const asking = inspect ? ask() : undefined;
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < TIMES; i++) least = Math.min(least, await timed(() => run(client, code)));
  isOver = true;
  await asking;
  return least;
}

async function attach(client: KernelClient, switches: object = {}): Promise<void> {
  await debug(client, "initialize", {});
  await debug(client, "attach", switches);
  await debug(client, "configurationDone", {});
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

async function timed(body: () => Promise<void>): Promise<number> {
  const begun = performance.now();
  await body();
  return performance.now() - begun;
}
