import { isGradEnabled } from "../autograd/grad-mode.js";
import { currentEngine } from "../engine/current.js";
import type { Engine } from "../engine/engine.js";
import type { AnyTensor } from "../tensor/base.js";
import { sameShape } from "../tensor/shape.js";
import { currentRecording, lastStructureChange, structureVersion } from "./current.js";
import { Guide } from "./guide.js";
import { difference, type Program, programOf, steady } from "./program.js";
import { record, type StepRecording } from "./recording.js";
import { Replay } from "./replay.js";
import { Watch } from "./watch.js";

type Inputs = readonly AnyTensor[];
type Outputs = Readonly<Record<string, AnyTensor>>;

/** Runs in a row that may bring a new program, or none, before a step is left alone: the first makes the weights. */
const ATTEMPTS = 3;
/** Code of the user's may take several ways in turn. */
const ATTEMPTS_OF_OWN_CODE = 8;
/** Programs that are kept of one step. */
const PROGRAMS = 4;
/** Kinds of arguments that are kept: those of a full batch and of the last, smaller one, and some. */
const KINDS = 4;

/** A way that a step has taken. */
interface Way {
  readonly program: Program;
  /** There once it was taken twice. */
  readonly replay: Replay | undefined;
  readonly watch: Watch;
}

/** What is known of a step for arguments of one kind. */
interface Entry {
  readonly given: Given;
  /** The last one first. */
  ways: Way[];
  /** Runs since the last replay that brought nothing to replay. */
  failures: number;
  structure: number;
  engine: Engine;
}

/** What a program depends on in the arguments of a step. */
interface Given {
  readonly isGradEnabled: boolean;
  readonly inputs: readonly Pick<AnyTensor, "dtype" | "shape" | "requiresGrad">[];
}

/** Whether a step is replayed, and why not. */
export interface RecordingState {
  /** True when the last call was a replay. */
  readonly replayed: boolean;
  /** Why it is not recorded; undefined when it is, or may still be. */
  readonly reason: string | undefined;
  /** What has changed, when the last call was no replay because of it: `Dropout(0.5).rate`. */
  readonly renewed: string | undefined;
}

/** A step and how it fares. */
export type RecordedStep<I extends Inputs, O extends Outputs> = ((...inputs: I) => O) & {
  readonly recording: RecordingState;
};

/** How a step is recorded. */
export interface RecordStepOptions {
  /**
   * True when `run` is the library's, and calls code of the user's only through `ownCode`. Then that code runs every
   * time. Default false: who makes the step says that all that changes comes in through arguments and tensors.
   */
  readonly runsOwnCode?: boolean;
}

const reasons = new Set<string>();

/** Why steps of this program run as they are instead of being replayed, each reason once. */
export function eagerReasons(): readonly string[] {
  return [...reasons];
}

/**
 * A step that is recorded while it runs and then replayed without a graph and without allocating: the same
 * results, bit for bit.
 *
 * A way that was taken twice is replayed from the third time on. Before that, fields of the modules in it are compared
 * with what they held ({@link Watch}), and when one has changed, the step is recorded anew. With `runsOwnCode`, a step
 * in which code of the user's ran is run every time instead, without computing, and replayed where it does what it did
 * before ({@link Guide}). A step that cannot be replayed runs as it is.
 */
export function recordStep<I extends Inputs, O extends Outputs>(
  run: (...inputs: I) => O,
  { runsOwnCode = false }: RecordStepOptions = {},
): RecordedStep<I, O> {
  const entries: Entry[] = [];
  const state: { -readonly [K in keyof RecordingState]: RecordingState[K] } = {
    replayed: false,
    reason: undefined,
    renewed: undefined,
  };

  const giveUp = (reason: string): void => {
    state.reason = reason;
    reasons.add(reason);
    entries.length = 0;
  };

  const step = (...inputs: I): O => {
    state.replayed = false;
    state.renewed = undefined;
    // Inside another step that is being recorded, this one is part of it.
    if (state.reason !== undefined || currentRecording() !== undefined) return run(...inputs);
    const entry = entryFor(entries, inputs, state);
    const last = entry.ways[0];
    if (last?.replay?.fits && !last.program.hasOwnCode) {
      state.renewed = last.watch.change();
      if (state.renewed === undefined) {
        entry.failures = 0;
        state.replayed = true;
        return last.replay.run(inputs) as Outputs as O;
      }
      entry.ways = [];
      if (++entry.failures >= ATTEMPTS) giveUp(`${state.renewed} changes from run to run`);
    }
    const known = entry.ways.filter(({ program, replay }) => program.hasOwnCode && replay?.fits);
    const programs = known.map(({ program }) => program);
    const guide = programs.length > 0 ? new Guide(programs, inputs) : undefined;
    const { result, recording } = record(() => run(...inputs), { trusted: !runsOwnCode, guide });
    const way = recording.guide && known.find(({ program }) => program === guide?.program);
    if (way !== undefined) {
      way.replay!.runFollowed(guide!, inputs);
      if (way !== last) entry.ways = [way, ...entry.ways.filter((each) => each !== way)];
      entry.failures = 0;
      state.replayed = true;
      return result;
    }
    const reason = learn(entry, recording, { inputs, result });
    const most = recording.hasOwnCode ? ATTEMPTS_OF_OWN_CODE : ATTEMPTS;
    if (reason !== undefined && ++entry.failures >= most) giveUp(reason);
    return result;
  };
  return Object.assign(step, { recording: state });
}

/** Keeps the way that a run took, ready to be replayed when it was taken before; says why not. */
function learn(
  entry: Entry,
  recording: StepRecording,
  { inputs, result }: { readonly inputs: Inputs; readonly result: Outputs },
): string | undefined {
  const program = recording.reason ?? programOf(recording, inputs, result);
  if (typeof program === "string") return program;
  const watch = new Watch(new Set(recording.parts));
  // Only code that runs every time can tell which way it takes.
  const ways = entry.ways.slice(0, program.hasOwnCode ? PROGRAMS : 1);
  const differences = ways.map((way) => difference(way.program, program));
  const same = differences.indexOf(undefined);
  const others = ways.filter((_, i) => i !== same);
  const former = ways[same];
  const sure = former && steady(program, former.program);
  const way = sure
    ? { program: sure, replay: new Replay(sure), watch }
    : { program, replay: undefined, watch };
  entry.ways = [way, ...others].slice(0, PROGRAMS);
  return former === undefined ? differences[0] : undefined;
}

/** How a step made by {@link recordStep} fares. */
export function recordingState(step: object): RecordingState | undefined {
  return (step as { readonly recording?: RecordingState }).recording;
}

function entryFor(entries: Entry[], inputs: Inputs, state: { renewed: string | undefined }): Entry {
  const isGradEnabledNow = isGradEnabled();
  const at = entries.findIndex(({ given }) => isOfKind(given, inputs, isGradEnabledNow));
  const known = entries[at];
  const structure = structureVersion();
  const engine = currentEngine();
  if (known !== undefined && known.structure === structure && known.engine === engine) return known;
  if (known !== undefined && known.structure !== structure) state.renewed = lastStructureChange();
  const given: Given = {
    isGradEnabled: isGradEnabledNow,
    inputs: inputs.map(({ dtype, shape, requiresGrad }) => ({ dtype, shape, requiresGrad })),
  };
  const entry: Entry = { given, ways: [], failures: 0, structure, engine };
  if (known !== undefined) entries[at] = entry;
  else if (entries.unshift(entry) > KINDS) entries.pop();
  return entry;
}

function isOfKind(given: Given, inputs: Inputs, isGradEnabledNow: boolean): boolean {
  if (given.isGradEnabled !== isGradEnabledNow || given.inputs.length !== inputs.length) return false;
  for (let i = 0; i < inputs.length; i++) {
    const { dtype, shape, requiresGrad } = inputs[i]!;
    const one = given.inputs[i]!;
    if (one.dtype !== dtype || one.requiresGrad !== requiresGrad || !sameShape(one.shape, shape))
      return false;
  }
  return true;
}
