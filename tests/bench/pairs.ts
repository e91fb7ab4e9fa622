import { spawn } from "node:child_process";
import { type Bench, median } from "./measure.js";
import type { Starts } from "./peers/find-peers.js";
import type { Peer } from "./peers/peer.js";

/*
 * Two ways of doing the same, one held against the other. A shared machine goes from fast to slow and back within seconds,
 * by more than the two ways differ: so they take turns in processes that stay, and the median of their ratios counts.
 */

/** How often both are measured. */
const TURNS = 20;

/** A process and what it is asked for. */
interface Asked {
  readonly peer: Peer;
  readonly task: string;
}

/** Ratio of the times that two tasks take, the median of pairs one right after the other. */
async function ratio(one: Asked, other: Asked, seconds: number): Promise<number | undefined> {
  const ask = async ({ peer, task }: Asked): Promise<number> => {
    const answer = await peer.ask(task, seconds);
    return answer.missing === undefined ? answer.ms : Number.NaN;
  };
  const ratios: number[] = [];
  for (let turn = 0; turn < TURNS; turn++) {
    const isForward = turn % 2 === 0;
    const first = await ask(isForward ? one : other);
    const second = await ask(isForward ? other : one);
    ratios.push(isForward ? first / second : second / first);
  }
  const middle = median(ratios);
  return Number.isFinite(middle) ? middle : undefined;
}

/** One process for both tasks. */
async function inOneProcess(
  start: () => Peer,
  [task, other]: readonly [string, string],
  seconds: number,
): Promise<number | undefined> {
  const peer = start();
  try {
    return await ratio({ peer, task }, { peer, task: other }, seconds);
  } finally {
    peer.end();
  }
}

/** A process for each way to start, while another program keeps one core busy. */
async function besideBusyCore(
  [start, other]: readonly [() => Peer, () => Peer],
  task: string,
  seconds: number,
): Promise<number | undefined> {
  const busy = spawn(process.execPath, ["--eval", "for (;;);"], { stdio: "ignore" });
  const [one, two] = [start(), other()];
  try {
    return await ratio({ peer: one, task }, { peer: two, task }, seconds);
  } finally {
    one.end();
    two.end();
    busy.kill("SIGKILL");
  }
}

/** Columns are gradbook's kinds; a number is the first way's time by the second's. */
export function pairBenches(starts: Starts, seconds: number): readonly Bench[] {
  const kinds = ["gradbook", "gradbook, wasm"].filter((name) => starts.has(name));
  const bench = (name: string, once: (kind: string) => Promise<number | undefined>): Bench => ({
    name: `library, ${name}`,
    unit: "ratio",
    rounds: 1,
    peers: Object.fromEntries(kinds.map((kind) => [kind, () => once(kind)])),
  });
  const busy = (name: string, task: string): Bench =>
    bench(`${name}, one core kept busy: two threads against one`, async (kind) => {
      const alone = starts.get(`${kind}, 1 thread`);
      return alone && besideBusyCore([starts.get(kind)!, alone], task, seconds);
    });
  return [
    bench("W1: training step by fit: an own loss against the library's", (kind) =>
      inOneProcess(starts.get(kind)!, ["w1-fit-own-loss", "w1-fit"], seconds),
    ),
    busy("W1: training step", "w1-train"),
    busy("W2: five layers of 100 with sigmoid", "w2"),
  ];
}
