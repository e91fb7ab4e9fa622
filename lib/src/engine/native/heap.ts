import type { Values } from "../../tensor/dtype.js";
import { type ComputeMode, currentMode } from "../computing.js";
import type { Ground } from "../wasm/ground.js";
import type { KernelSet, Kernels } from "../wasm/kernels.js";
import type { Crew } from "../wasm/threads/crew.js";
import { Trial } from "../wasm/threads/trial.js";
import { moduleOf } from "./compiled-calls.js";
import { kernelsOver } from "./kernels.js";
import { nativeKernels } from "./library.js";

/**
 * JavaScript's heap. Native kernels take any address of the process, so arrays are worked on where they lie, and by all
 * threads: while they compute, the thread that has the arrays waits, and nothing moves or frees them.
 */
class Heap implements Ground {
  readonly set: KernelSet<Kernels>;
  crew: Crew | undefined;
  offers = 0;
  /** Native kernels have room of their own. */
  readonly threads = 1;
  readonly #address: (array: Values) => number;
  /** By the logarithm of their work, rounded. */
  readonly #trials = new Map<number, Trial>();

  constructor(set: KernelSet<object>, address: (array: Values) => number) {
    this.set = set as KernelSet<Kernels>;
    this.#address = address;
  }

  setWith(): KernelSet<Kernels> {
    return this.set;
  }

  setOf(name: string): KernelSet<object> | undefined {
    return this.set.numbers.has(name) ? this.set : undefined;
  }

  address(array: Values): number {
    return this.#address(array);
  }

  scratch(): number {
    return 0;
  }

  trial(work: number): Trial {
    const size = Math.round(Math.log2(work));
    let trial = this.#trials.get(size);
    if (trial === undefined) {
      trial = new Trial();
      this.#trials.set(size, trial);
    }
    return trial;
  }
}

const heaps = new Map<ComputeMode, Heap | undefined>();

/** The heap with the native kernels for the mode of now; undefined where there are none. */
export function heapGround(): Ground | undefined {
  const mode = currentMode();
  if (!heaps.has(mode)) {
    const set = kernelsOver(undefined, mode);
    heaps.set(mode, set && new Heap(set, moduleOf(nativeKernels()!.libraries[mode]).address));
  }
  return heaps.get(mode);
}
