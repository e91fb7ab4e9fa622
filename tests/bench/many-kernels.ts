import { type KernelClient, startKernel } from "../../kernel/src/client/index.js";
import { processMemory } from "../support/process-usage.js";
import { projectRoot } from "../support/project.js";
import { kernels, type Peer } from "./kernels.js";
import type { Bench } from "./measure.js";
import type { PeerPlaces } from "./options.js";

/** Thirty that start at once take turns on few cores: what takes longer than this, in ms, hangs. */
const LIMIT = 300_000;

/** Kernels that start at the same moment, as those of a group do when its lesson begins. */
export function manyKernelsBenches(options: PeerPlaces): readonly Bench[] {
  const { gradbook, ...others } = kernels(options);
  const peers = {
    gradbook: { peer: gradbook, isShared: true },
    "gradbook, a user each": { peer: gradbook, isShared: false },
    ...Object.fromEntries(Object.entries(others).map(([name, peer]) => [name, { peer, isShared: false }])),
  };
  return [10, 30].flatMap((count) => {
    // All that is told of a group is told of the same one.
    const groups = new Map<string, Promise<Group>>();
    const groupOf = (name: string, peer: Kind): Promise<Group> => {
      const group = groups.get(name) ?? startTogether(count, peer);
      groups.set(name, group);
      return group;
    };
    const bench = (what: string, unit: string, of: (group: Group) => number): Bench => ({
      name: `kernel: ${count} at once, ${what}`,
      unit,
      peers: Object.fromEntries(
        Object.entries(peers).map(([name, peer]) => [name, () => groupOf(name, peer).then(of)]),
      ),
      rounds: 1,
      onlyByName: true,
    });
    return [
      bench("first cell, median", "ms", ({ times }) => times[times.length >> 1] ?? Number.NaN),
      bench("first cell, last", "ms", ({ times }) => times.at(-1) ?? Number.NaN),
      bench("memory of all", "MB", ({ memory }) => memory),
    ];
  });
}

interface Group {
  /** From the start of all until the end of each one's first cell, in ms, in ascending order. */
  readonly times: readonly number[];
  /** Of all their processes, shared pages counted once, in MB. */
  readonly memory: number;
}

/** A kernel, and whether ten of it are one user's. */
interface Kind {
  readonly peer: Peer;
  readonly isShared: boolean;
}

async function startTogether(count: number, { peer, isShared }: Kind): Promise<Group> {
  const env = { ...process.env, ...(isShared ? {} : { GRADBOOK_SHARED_TYPES: "off" }) };
  const clients: KernelClient[] = [];
  const begun = performance.now();
  const start = async (): Promise<number> => {
    const client = await startKernel({
      directory: projectRoot,
      command: peer.command,
      env,
      timeout: LIMIT,
    });
    clients.push(client);
    const { status } = await client.execute(peer.language.define("first", 1), { timeout: LIMIT });
    if (status !== "ok") throw new Error(`bench: expected a first cell to run, got ${status}`);
    return performance.now() - begun;
  };
  try {
    const times = await Promise.all(Array.from({ length: count }, start));
    const memory = clients.reduce((sum, { process }) => sum + processMemory(process?.pid ?? 0).pss, 0);
    return { times: times.sort((one, other) => one - other), memory };
  } finally {
    await Promise.all(clients.map((client) => client.shutdown()));
  }
}
