import { isGradEnabled } from "../autograd/grad-mode.js";
import { currentEngine } from "../engine/current.js";
import type { Engine } from "../engine/engine.js";
import type { AnyTensor } from "../tensor/base.js";
import { difference, type Program, programOf } from "./program.js";
import { currentRecording, record, structureVersion } from "./recording.js";
import { Replay } from "./replay.js";

type Inputs = readonly AnyTensor[];
type Outputs = Readonly<Record<string, AnyTensor>>;

/** Runs that may fail to be recorded before a step is left alone: the first one often makes the weights. */
const ATTEMPTS = 3;
/** Signatures of arguments that are kept: those of a full batch and of the last, smaller one, and some. */
const SIGNATURES = 4;

/** What is known of a step for arguments of one signature. */
interface Entry {
  former: Program | undefined;
  replay: Replay | undefined;
  attempts: number;
  structure: number;
  engine: Engine;
}

/** Whether a step is replayed, and why not. */
export interface RecordingState {
  /** True when the last call was a replay. */
  readonly replayed: boolean;
  /** Why it is not recorded; undefined when it is, or may still be. */
  readonly reason: string | undefined;
}

/** A step and how it fares. */
export type RecordedStep<I extends Inputs, O extends Outputs> = ((...inputs: I) => O) & {
  readonly recording: RecordingState;
};

const reasons = new Set<string>();

/** Why steps of this program run as they are instead of being replayed, each reason once. */
export function eagerReasons(): readonly string[] {
  return [...reasons];
}

/**
 * A step that is recorded while it runs and then replayed without a graph and without allocating: the same
 * results, bit for bit.
 *
 * Two runs are recorded and compared, so that what changes from run to run outside of tensors is found; then
 * the third and all later ones are replays. A step that cannot be replayed runs as it is.
 */
export function recordStep<I extends Inputs, O extends Outputs>(
  run: (...inputs: I) => O,
): RecordedStep<I, O> {
  const entries = new Map<string, Entry>();
  const state: { replayed: boolean; reason: string | undefined } = { replayed: false, reason: undefined };

  const step = (...inputs: I): O => {
    state.replayed = false;
    // Inside another step that is being recorded, this one is part of it.
    if (state.reason !== undefined || currentRecording() !== undefined) return run(...inputs);
    const entry = entryFor(entries, signatureOf(inputs));
    if (entry.replay?.fits) {
      state.replayed = true;
      return entry.replay.run(inputs) as Outputs as O;
    }
    const { result, recording } = record(() => run(...inputs));
    const program = recording.reason ?? programOf(recording, inputs, result);
    const reason = typeof program === "string" ? program : entry.former && difference(entry.former, program);
    if (typeof program !== "string") {
      if (entry.former !== undefined && reason === undefined) entry.replay = new Replay(program);
      else entry.former = program;
    }
    if (reason !== undefined && ++entry.attempts >= ATTEMPTS) {
      state.reason = reason;
      reasons.add(reason);
      entries.clear();
    }
    return result;
  };
  return Object.assign(step, { recording: state });
}

/** How a step made by {@link recordStep} fares. */
export function recordingState(step: object): RecordingState | undefined {
  return (step as { readonly recording?: RecordingState }).recording;
}

function entryFor(entries: Map<string, Entry>, signature: string): Entry {
  const known = entries.get(signature);
  const structure = structureVersion();
  const engine = currentEngine();
  if (known !== undefined && known.structure === structure && known.engine === engine) return known;
  const entry: Entry = { former: undefined, replay: undefined, attempts: 0, structure, engine };
  if (known === undefined && entries.size >= SIGNATURES) entries.delete(entries.keys().next().value!);
  entries.set(signature, entry);
  return entry;
}

function signatureOf(inputs: Inputs): string {
  let text = isGradEnabled() ? "g" : "n";
  for (const { shape, dtype, requiresGrad } of inputs) text += `;${dtype} ${requiresGrad} ${shape.join()}`;
  return text;
}
