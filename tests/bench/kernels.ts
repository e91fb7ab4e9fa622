import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { type KernelClient, startKernel } from "../../kernel/src/client/index.js";
import { processMemory } from "../support/process-usage.js";
import { projectRoot } from "../support/project.js";
import type { Bench } from "./measure.js";
import type { PeerPlaces } from "./options.js";

/** What the same work is in a kernel's language. */
interface Language {
  define(name: string, value: number): string;
  /** A cell as notebooks have them: a type, a function, a list made of it and of what the last cell made. */
  grow(index: number): string;
  print(lines: number): string;
  /** What is completed. */
  readonly member: string;
}

export interface Peer {
  /** How Jupyter would start it. */
  readonly command: readonly string[];
  readonly language: Language;
}

const typescript: Language = {
  define: (name, value) => `const ${name} = ${value};`,
  grow: (i) => `interface Point${i} { x: number; label: string }
function scale${i}(point: Point${i}): number { return point.x * ${i} }
const list${i} = [1, 2, 3].map((x) => scale${i}({ x, label: "p" })${i === 0 ? "" : ` + list${i - 1}.length`});
list${i}`,
  print: (lines) => `for (let i = 0; i < ${lines}; i++) console.log("line", i)`,
  member: "console.lo",
};

const python: Language = {
  define: (name, value) => `${name} = ${value}`,
  grow: (i) => `class Point${i}:
    def __init__(self, x, label): self.x, self.label = x, label
def scale${i}(point): return point.x * ${i}
list${i} = [scale${i}(Point${i}(x, "p"))${i === 0 ? "" : ` + len(list${i - 1})`} for x in (1, 2, 3)]
list${i}`,
  print: (lines) => `for i in range(${lines}): print("line", i)`,
  member: "label.ti",
};

/** Ours is the built one; stock tslab comes with the project. */
export function kernels(options: PeerPlaces): Readonly<Record<string, Peer>> & { readonly gradbook: Peer } {
  const tslab = join(projectRoot, "node_modules", "tslab", "bin", "tslab");
  const platforms = join(options.fromNpm ?? "", "node_modules", "@deno");
  const [platform] = existsSync(platforms) ? readdirSync(platforms) : [];
  const file = "{connection_file}";
  return {
    gradbook: {
      command: [process.execPath, join(projectRoot, "kernel/dist/cli.js"), "start", file],
      language: typescript,
    },
    ...(existsSync(tslab) && {
      tslab: {
        command: [process.execPath, tslab, "kernel", "--config-path", file],
        language: typescript,
      },
    }),
    ...(platform !== undefined && {
      deno: {
        command: [join(platforms, platform, "deno"), "jupyter", "--kernel", "--conn", file],
        language: typescript,
      },
    }),
    ...(options.python !== undefined && {
      ipykernel: { command: [options.python, "-m", "ipykernel_launcher", "-f", file], language: python },
    }),
  };
}

interface StartedKernel {
  readonly client: KernelClient;
  readonly language: Language;
  /** Milliseconds from the start of the process to its kernel_info. */
  readonly ready: number;
  /** Milliseconds since the start of the process. */
  since(): number;
  /** Megabytes of the kernel's processes that are theirs alone. */
  memory(): number;
}

const TRIVIAL = 30;
/** What takes longer than this, in ms, is a kernel that hangs: it has no number, and is not asked again. */
const LIMIT = 10_000;

/** From the start of the process to its first answers, and how it goes on: each on a fresh process. */
export function kernelBenches(options: PeerPlaces): readonly Bench[] {
  const bench = (
    name: string,
    unit: string,
    once: (kernel: StartedKernel) => Promise<number | undefined>,
    directory = projectRoot,
  ): Bench => ({ name: `kernel: ${name}`, unit, peers: onEach(kernels(options), once, directory) });
  return [
    bench("start to kernel_info", "ms", async ({ ready }) => ready),
    bench("start to first cell done", "ms", async ({ client, language, since }) => {
      await run(client, language.define("first", 1));
      return since();
    }),
    bench("trivial cell", "ms", async ({ client, language }) => {
      for (let warmUp = 0; warmUp < 5; warmUp++) await run(client, language.define(`warm${warmUp}`, warmUp));
      return timed(async () => {
        for (let cell = 0; cell < TRIVIAL; cell++) await run(client, language.define(`x${cell}`, cell));
      }).then((ms) => ms / TRIVIAL);
    }),
    ...[5, 50, 150].map((cells) =>
      bench(`growing session, around cell ${cells}`, "ms", async ({ client, language }) => {
        for (let cell = 0; cell < cells - 3; cell++) await run(client, language.grow(cell));
        return timed(async () => {
          for (let cell = cells - 3; cell < cells + 3; cell++) await run(client, language.grow(cell));
        }).then((ms) => ms / 6);
      }),
    ),
    bench("first completion", "ms", async ({ client, language }) => {
      await run(client, language.define("first", 1));
      return timed(() => complete(client, language));
    }),
    bench("later completion", "ms", async ({ client, language }) => {
      await run(client, language.define("first", 1));
      await complete(client, language);
      return timed(async () => {
        for (let i = 0; i < 10; i++) await complete(client, language);
      }).then((ms) => ms / 10);
    }),
    // Where it is installed, with its types, which the kernels that check read.
    ...(options.fromNpm === undefined
      ? []
      : [
          bench(
            "first import of lodash",
            "ms",
            async ({ client, language }) => {
              if (language !== typescript) return undefined;
              await run(client, language.define("first", 1));
              return timed(() => run(client, 'import _ from "lodash";\n_.chunk([1, 2, 3], 2)'));
            },
            options.fromNpm,
          ),
        ]),
    bench("10,000 printed lines", "ms", async ({ client, language }) => {
      await run(client, language.define("first", 1));
      let lines = 0;
      const ms = await timed(() =>
        run(client, language.print(10_000), (text) => {
          lines += text.split("\n").length - 1;
        }),
      );
      // What comes after idle, or never, belongs to nobody's cell.
      return lines === 10_000 ? ms : undefined;
    }),
    bench("memory after the first cell", "MB", async ({ client, language, memory }) => {
      await run(client, language.define("first", 1));
      return memory();
    }),
    bench("memory after 150 cells", "MB", async ({ client, language, memory }) => {
      for (let cell = 0; cell < 150; cell++) await run(client, language.grow(cell));
      return memory();
    }),
    {
      name: "kernel: 20,000 cells, growth of memory per 1000 from the 5000th on",
      unit: "MB",
      // Others take an hour for it, or hang.
      peers: onEach({ gradbook: kernels(options).gradbook }, growth),
      rounds: 1,
      onlyByName: true,
    },
  ];
}

/** The slope of a line through the memory at each thousand cells, which declare the same fifty names over and over. */
async function growth({ client, language, memory }: StartedKernel): Promise<number> {
  const points: (readonly [thousands: number, megabytes: number])[] = [];
  for (let cell = 1; cell <= 20_000; cell++) {
    await run(client, language.define(`x${cell % 50}`, cell));
    if (cell % 1000 === 0 && cell >= 5000) points.push([cell / 1000, memory()]);
  }
  const mean = (of: (point: readonly [number, number]) => number) =>
    points.reduce((sum, point) => sum + of(point), 0) / points.length;
  const [x, y] = [mean(([at]) => at), mean(([, megabytes]) => megabytes)];
  return mean(([at, megabytes]) => (at - x) * (megabytes - y)) / mean(([at]) => (at - x) ** 2);
}

/** Kernels that did not answer, by their commands. */
const hanging = new Set<string>();

/** What a promise gives, unless it takes too long. */
async function within<T>(promise: Promise<T>, limit: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Error(`bench: expected an answer within ${limit / 1000} s, got none`)),
      limit,
    );
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** One measurement per kernel, each on a fresh process that is ended afterwards. */
function onEach(
  peers: Readonly<Record<string, Peer>>,
  once: (kernel: StartedKernel) => Promise<number | undefined>,
  directory = projectRoot,
): Bench["peers"] {
  const measure = async ({ command, language }: Peer): Promise<number | undefined> => {
    const key = command.join(" ");
    if (hanging.has(key)) return undefined;
    const begun = performance.now();
    const since = (): number => performance.now() - begun;
    let client: KernelClient | undefined;
    try {
      // What one kernel takes is its own: measured memory is that of the processes it started.
      const env = { ...process.env, GRADBOOK_SHARED_TYPES: "off" };
      client = await startKernel({ directory, command, env, timeout: LIMIT });
      const pid = client.process?.pid ?? 0;
      const memory = (): number => processMemory(pid).uss;
      return await within(
        once({ client, language, ready: since(), since, memory }),
        // A long session is many cells, each with a limit of its own.
        12 * LIMIT,
      );
    } catch (error) {
      console.error(`${key}: ${error instanceof Error ? error.message : String(error)}; not asked again`);
      hanging.add(key);
      return undefined;
    } finally {
      await client?.shutdown();
    }
  };
  return Object.fromEntries(Object.entries(peers).map(([name, peer]) => [name, () => measure(peer)]));
}

async function run(client: KernelClient, code: string, onText?: (text: string) => void): Promise<void> {
  const { status, outputs } = await client.execute(code, {
    timeout: LIMIT,
    onMessage: ({ header, content }) => {
      if (header.msg_type === "stream") onText?.(String(content.text));
    },
  });
  if (status !== "ok")
    throw new Error(`bench: expected the cell to run, got ${status}: ${JSON.stringify(outputs)}`);
}

async function complete(client: KernelClient, { member }: Language): Promise<void> {
  const asked = client.request("shell", "complete_request", { code: member, cursor_pos: member.length });
  const { matches } = await within(asked, LIMIT);
  if (!Array.isArray(matches) || matches.length === 0) throw new Error(`bench: nothing completes ${member}`);
}

async function timed(body: () => Promise<void>): Promise<number> {
  const begun = performance.now();
  await body();
  return performance.now() - begun;
}
