import type { Bench } from "./measure.js";
import type { Starts } from "./peers/find-peers.js";
import type { Measured, Peer } from "./peers/peer.js";

/* What is measured in processes of their own, which do nothing else. */

/** Those that take many seconds for it, or cannot do it. */
const slow: ReadonlySet<string> = new Set(["jax-js, wasm", "TF.js, wasm", "TF.js, cpu"]);

/** A measurement for each of some libraries. */
function each(
  starts: Starts,
  isMeant: (name: string) => boolean,
  once: (start: () => Peer, name: string) => Promise<number | undefined>,
): Bench["peers"] {
  const meant = [...starts].filter(([name]) => !slow.has(name) && isMeant(name));
  return Object.fromEntries(meant.map(([name, start]) => [name, () => once(start, name)]));
}

/** Asks a process that is started for it and then ended. */
async function ask(start: () => Peer, task: string, seconds: number): Promise<Measured | undefined> {
  const peer = start();
  try {
    const answer = await peer.ask(task, seconds);
    return answer.missing === undefined ? answer : undefined;
  } finally {
    peer.end();
  }
}

/** The first five steps of a training: recording, compiling, the start of threads are in it; the import is not. */
function firstSteps(starts: Starts): Bench {
  return {
    name: "library, W1: the first five training steps, together",
    unit: "ms",
    rounds: 3,
    peers: each(
      starts,
      () => true,
      async (start) => (await ask(start, "w1-train", 0))?.first,
    ),
  };
}

/** An epoch of 60,000 pictures by `fit` (Keras, too; PyTorch: a loop over a DataLoader), and the memory that it took. */
function epoch(starts: Starts): readonly Bench[] {
  const memory = new Map<string, number>();
  const fits = (name: string) => !name.includes("1 thread") && name !== "JAX jit";
  return [
    {
      name: "library, W1: an epoch of 60,000 pictures by fit, with its pipeline",
      unit: "s",
      rounds: 2,
      peers: each(starts, fits, async (start, name) => {
        const answer = await ask(start, "epoch", 0);
        if (answer !== undefined) memory.set(name, answer.memory);
        return answer && answer.ms / 1000;
      }),
    },
    {
      name: "library, W1: memory of that process",
      unit: "MB",
      rounds: 2,
      peers: each(starts, fits, async (start, name) => {
        return memory.get(name) ?? (await ask(start, "epoch", 0))?.memory;
      }),
    },
  ];
}

/** All of these. */
export function freshBenches(starts: Starts): readonly Bench[] {
  return [firstSteps(starts), ...epoch(starts)];
}
