import { singleKernelOperations } from "../single-kernel.js";
import type { Ground, ListedCall } from "../wasm/ground.js";
import type { KernelSet } from "../wasm/kernels.js";
import type { JoinableCommand, Room } from "../wasm/native-parts.js";
import { WORTH_STARTING } from "../wasm/share.js";
import { declarationsOf } from "./kernels.js";
import { listProgram } from "./list-program.js";

/**
 * Operations that do nothing beside one call of the engine, which in turn does nothing beside calls of kernels, if it does
 * any: these have the same numbers in every run. Convolutions look at values first, and prepare memory.
 */
const repeated: ReadonlySet<string> = new Set([
  ...singleKernelOperations,
  ...["erf", "greater", "maximum", "minimum"],
  ...["cast", "gather", "gatherAdd"],
  ...["chain", "logSoftmax", "maxPool2dIndices", "softmax"],
]);

/** A list ends when it has about this much work, some tens of milliseconds: a stop waits for its end. */
const LONG = 2_000_000_000;

/**
 * Runs the commands of a step, and gives what runs them again: those that only call kernels of the native set, one after the
 * other, as lists that all threads go through by themselves; all else as it is.
 */
export function joined(
  ground: Ground & Room,
  native: KernelSet<object>,
  commands: readonly JoinableCommand[],
): () => void {
  const steps: (() => void)[] = [];
  let list: ListedCall[] = [];
  let work = 0;
  const close = (): void => {
    if (list.length > 0) steps.push(runOf(ground, list));
    list = [];
    work = 0;
  };
  for (const { name, run } of commands) {
    const calls = name !== undefined && repeated.has(name) ? callsOf(ground, run) : none(run);
    const isListed = calls.length > 0 && calls.every(({ set }) => set === native);
    if (!isListed || work > LONG) close();
    if (!isListed) {
      steps.push(run);
      continue;
    }
    list.push(...calls);
    for (const { split } of calls) work += split.work;
  }
  close();
  return () => {
    for (const step of steps) step();
  };
}

function none(run: () => void): readonly ListedCall[] {
  run();
  return [];
}

/** Runs a command; its calls. */
function callsOf(ground: Ground, run: () => void): readonly ListedCall[] {
  const calls: ListedCall[] = [];
  ground.note = (call) => {
    calls.push(call);
  };
  try {
    run();
  } finally {
    ground.note = undefined;
  }
  return calls;
}

/** Tells an arena when the room of a list is free again. */
const programs = new FinalizationRegistry<{
  readonly room: Room;
  readonly at: number;
  readonly bytes: number;
}>(({ room, at, bytes }) => room.release(at, bytes));

function runOf(ground: Ground & Room, calls: readonly ListedCall[]): () => void {
  const { set } = calls[0]!;
  const { threads } = ground;
  const { at, bytes, begin } = listProgram(ground, calls, { declarations: declarationsOf(set), threads });
  const kernel = set.numbers.get("runList")!;
  // Each thread that comes is a part, and tells its number.
  const numbers = [0, at, 0, threads];
  const job = { set, kernel, numbers, size: 3, moves: {}, scratch: { 2: 1 }, part: 1, inPlace: false };
  const isLarge = calls.reduce((sum, { split }) => sum + split.work, 0) >= WORTH_STARTING;
  const run = (): void => {
    begin();
    if (isLarge) ground.offers++;
    const { crew } = ground;
    if (crew === undefined || !isLarge) {
      set.calls[kernel]!(0, at, 0, 1);
      return;
    }
    crew.learn(set);
    crew.run(job);
  };
  programs.register(run, { room: ground, at, bytes });
  return run;
}
