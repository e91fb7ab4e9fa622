import type { Bench } from "./measure.js";
import type { BenchOptions } from "./options.js";
import { gradbook, type Starts } from "./peers/find-peers.js";
import type { Peer } from "./peers/peer.js";

/** One computation that every library does from the same numbers (peers/given.mjs). */
interface Workload {
  readonly task: string;
  readonly name: string;
  readonly unit: "ms" | "µs";
  /** How far a result may be from the reference engine's, relatively: libraries place Adam's ε differently. */
  readonly tolerance: number;
}

const workloads: readonly Workload[] = [
  work("w1-train", "W1: 784-512-10 with batch norm, training step of 128, Adam", { tolerance: 0.01 }),
  work("w1-predict-128", "W1: prediction of 128"),
  work("w1-predict-1", "W1: prediction of 1"),
  work("w2", "W2: five layers of 100 with sigmoid, forward, 1000 x 100"),
  work("w3", "W3: XOR 2-2-1, training step, SGD", { unit: "µs" }),
  work("w4", "W4: two convolutions on 28x28, training step of 128, Adam", { tolerance: 0.01 }),
  work("gpt", "GPT: 4 blocks, 4 heads, width 128, training step of 12 x 64 = 768 letters, Adam", {
    tolerance: 0.01,
  }),
  work("lstm", "LSTM: 128 units over 64 steps, training step of 32, Adam", { tolerance: 0.01 }),
  work("gemm-128-784-512", "product 128 x 784 x 512"),
  work("gemm-512-512-512", "product 512 x 512 x 512"),
  work("gemm-1024-1024-1024", "product 1024 x 1024 x 1024"),
];

function work(
  task: string,
  name: string,
  { unit = "ms", tolerance = 1e-4 }: { readonly unit?: "ms" | "µs"; readonly tolerance?: number } = {},
): Workload {
  return { task, name: `library, ${name}`, unit, tolerance };
}

/**
 * The networks and products that libraries are compared by. Every result is held against the reference engine's
 * before a time counts: ours have to be the same bits, those of the others the same within rounding.
 */
export function workloadBenches(
  { word, seconds }: BenchOptions,
  starts: Starts,
): { readonly benches: readonly Bench[]; readonly end: () => void } {
  const wanted = workloads.filter(({ name }) => name.includes(word));
  if (wanted.length === 0) return { benches: [], end: () => undefined };
  const judge = gradbook({ mode: "judge", threads: 1 });
  const peers = new Map([...starts].map(([name, start]) => [name, start()]));
  const truths = new Map<string, number>();
  const excluded = new Set<string>();

  async function ask(name: string, peer: Peer, { task, unit, tolerance }: Workload) {
    if (excluded.has(`${name} ${task}`)) return undefined;
    const answer = await peer.ask(task, seconds);
    if (answer.missing !== undefined) {
      console.error(`${name}, ${task}: ${answer.missing}`);
      excluded.add(`${name} ${task}`);
      return undefined;
    }
    let truth = truths.get(task);
    if (truth === undefined) {
      const judged = await judge.ask(task, 0);
      if (judged.missing !== undefined) throw new Error(`bench: the reference engine: ${judged.missing}`);
      truth = judged.result;
      truths.set(task, truth);
    }
    const exact = name.startsWith("gradbook") && !name.endsWith("fast");
    const error = Math.abs(answer.result - truth) / Math.abs(truth);
    if (exact ? answer.result !== truth : !(error <= tolerance)) {
      throw new Error(`bench: ${name}, ${task}: expected the result ${truth}, got ${answer.result}`);
    }
    return unit === "ms" ? answer.ms : 1000 * answer.ms;
  }

  const benches = wanted.map((workload) => ({
    name: workload.name,
    unit: workload.unit,
    peers: Object.fromEntries([...peers].map(([name, peer]) => [name, () => ask(name, peer, workload)])),
  }));
  return {
    benches,
    end() {
      for (const peer of [judge, ...peers.values()]) peer.end();
    },
  };
}
