import { allocate, type DType, type FloatValues, type Values } from "../../tensor/dtype.js";
import { type ComputeMode, currentMode, type FastKernels, fastParts } from "../computing.js";
import { bytesOf } from "./byte-text.js";
import type { Ground } from "./ground.js";
import { instantiateKernels, instantiateModule, type KernelSet, type Kernels } from "./kernels.js";
import { nativeParts } from "./native-parts.js";
import type { Crew } from "./threads/crew.js";
import { forgetSet } from "./threads/team.js";
import { type Memory, webAssembly } from "./web-assembly.js";

/** Bytes in a page of WebAssembly memory. */
const PAGE = 65536;
/** The most a memory may grow to: 4 GiB, WebAssembly's own bound. */
const MOST_PAGES = 65536;
/** Kernels may read and write up to this many bytes past the end of an array. */
const MARGIN = 64;

/**
 * A WebAssembly memory with a free list, for the arrays of recorded steps, and the kernels that work on it.
 *
 * Tensors whose values live here keep it alive through their arrays, so nobody has to free it; a recorded step
 * gives its own regions back when it is collected. The memory is shared, since that lets it grow without taking
 * the old arrays away.
 */
export class Arena implements Ground {
  readonly set: KernelSet;
  /** The threads that share in the kernels of the step that is being replayed; undefined when it runs alone. */
  crew: Crew | undefined;
  /** Calls so far that were large enough to be shared. */
  offers = 0;
  note: Ground["note"];
  readonly #memory: Memory;
  readonly #buffers = new Set<ArrayBufferLike>();
  /** Free regions by address, no two of them adjacent. */
  #free: { at: number; bytes: number }[];
  #buffer: ArrayBufferLike;
  /** null until it was asked for. */
  #fastSet: FastKernels | undefined | null = null;
  /** null where there is none. */
  readonly #nativeSets = new Map<ComputeMode, KernelSet<object> | null>();
  #brought: KernelSet<object> | undefined;
  #scratchAt = 0;
  #scratchBytes = 0;

  private constructor(memory: Memory, set: KernelSet) {
    this.#memory = memory;
    this.set = set;
    retired.register(this, set.number);
    this.#buffer = memory.buffer;
    this.#buffers.add(memory.buffer);
    arenas.set(memory.buffer, this);
    this.#free = [{ at: PAGE / 2, bytes: memory.buffer.byteLength - PAGE / 2 - MARGIN }];
  }

  /** An arena with room for some bytes; undefined where WebAssembly, SIMD or shared memory is missing. */
  static create(bytes: number): Arena | undefined {
    if (webAssembly === undefined) return undefined;
    try {
      const initial = Math.ceil(bytes / PAGE) + 2;
      const memory = new webAssembly.Memory({ initial, maximum: MOST_PAGES, shared: true });
      const set = instantiateKernels(webAssembly, memory, { shared: true });
      return set && new Arena(memory, set);
    } catch {
      // No shared memory, or no room for another one.
      return undefined;
    }
  }

  get kernels(): Kernels {
    return this.set.kernels;
  }

  /** The fast mode's kernels over this memory, in that mode and where the machine has what they need. */
  get fastSet(): FastKernels | undefined {
    const parts = fastParts();
    if (parts === undefined || webAssembly === undefined) return undefined;
    if (this.#fastSet === null) {
      const set = parts.kernels(webAssembly, this.#memory);
      this.#fastSet = set && this.adopted(set);
    }
    return this.#fastSet;
  }

  /** The native kernels over this memory for the mode of now, where there are any. */
  get nativeSet(): KernelSet<object> | undefined {
    const mode = currentMode();
    let set = this.#nativeSets.get(mode);
    if (set === undefined) {
      const found = nativeParts()?.kernels(this.#memory, mode);
      set = found === undefined ? null : this.adopted(found);
      this.#nativeSets.set(mode, set);
    }
    return set ?? undefined;
  }

  /** The set of kernels that has the one to call in the mode of now, for some work, in multiplications of a product. */
  setWith<N extends keyof Kernels>(name: N, work: number): KernelSet<Pick<Kernels, N>> {
    // Before a native kernel has begun, WebAssembly's is done with a small call.
    const native = work < WORTH_NATIVE && this.note === undefined ? undefined : this.nativeSet;
    const fast: KernelSet<object> | undefined = native?.numbers.has(name) ? native : this.fastSet;
    return fast?.numbers.has(name) ? (fast as KernelSet<Pick<Kernels, N>>) : this.set;
  }

  /** The set that has a kernel which a part of the library may have brought along; undefined where there is none. */
  setOf(name: string, work: number): KernelSet<object> | undefined {
    const set = this.setWith(name as keyof Kernels, work);
    if (set.numbers.has(name) || brought === undefined) return set.numbers.has(name) ? set : undefined;
    this.#brought ??= this.compile(bytesOf(brought));
    return this.#brought.numbers.has(name) ? this.#brought : undefined;
  }

  /** A module's functions over this memory. */
  compile(bytes: Uint8Array): KernelSet<object> {
    return this.adopted(instantiateModule(webAssembly!, this.#memory, new webAssembly!.Module(bytes)));
  }

  /** A set of functions over this memory; threads forget it when it is collected. */
  adopted<S extends KernelSet<object>>(set: S): S {
    retired.register(set, set.number);
    return set;
  }

  /** Threads that need scratch memory of their own. */
  get threads(): number {
    return this.crew?.threads ?? 1;
  }

  /** Where an array over this memory begins. */
  address({ byteOffset }: Values): number {
    return byteOffset;
  }

  /** Whether an array lies in this memory. */
  owns(buffer: ArrayBufferLike): boolean {
    return buffer === this.#buffer || this.#buffers.has(buffer);
  }

  /** Reserves a region and gives its address. */
  reserve(bytes: number): number {
    const needed = alignUp(bytes + MARGIN, 64);
    let index = this.#free.findIndex((region) => region.bytes >= needed);
    if (index < 0) {
      this.#grow(needed);
      index = this.#free.length - 1;
    }
    const region = this.#free[index]!;
    const { at } = region;
    region.at += needed;
    region.bytes -= needed;
    if (region.bytes === 0) this.#free.splice(index, 1);
    return at;
  }

  /** Gives a region back that was reserved with as many bytes. */
  release(at: number, bytes: number): void {
    const size = alignUp(bytes + MARGIN, 64);
    const index = this.#free.findIndex((region) => region.at > at);
    this.#free.splice(index < 0 ? this.#free.length : index, 0, { at, bytes: size });
    const merged: { at: number; bytes: number }[] = [];
    for (const region of this.#free) {
      const last = merged[merged.length - 1];
      if (last !== undefined && last.at + last.bytes === region.at) last.bytes += region.bytes;
      else merged.push(region);
    }
    this.#free = merged;
  }

  /** An array over a part of the memory. */
  view(dtype: DType, at: number, length: number): Values {
    const buffer = this.#buffer as ArrayBuffer;
    switch (dtype) {
      case "float32":
        return new Float32Array(buffer, at, length);
      case "float64":
        return new Float64Array(buffer, at, length);
      case "int32":
        return new Int32Array(buffer, at, length);
      case "bool":
        return new Uint8Array(buffer, at, length);
    }
  }

  /** The address of a region for one kernel call, of at least as many bytes. */
  scratch(bytes: number): number {
    if (bytes > this.#scratchBytes) {
      if (this.#scratchBytes > 0) this.release(this.#scratchAt, this.#scratchBytes);
      this.#scratchAt = this.reserve(bytes);
      this.#scratchBytes = bytes;
    }
    return this.#scratchAt;
  }

  #grow(needed: number): void {
    const before = this.#memory.buffer.byteLength;
    // Half as much again, so that growing stays rare.
    const pages = Math.ceil(Math.max(needed + MARGIN, before / 2) / PAGE);
    this.#memory.grow(Math.min(pages, MOST_PAGES - before / PAGE));
    this.#buffer = this.#memory.buffer;
    this.#buffers.add(this.#buffer);
    arenas.set(this.#buffer, this);
    this.release(before - MARGIN, this.#buffer.byteLength - before - MARGIN);
  }
}

let brought: string | undefined;

/** Adds kernels that a part of the library brings along, as text: a page without that part does not load them. */
export function bringKernels(text: string): void {
  brought = text;
}

/** Below this much work a call costs more than wide vectors save. */
const WORTH_NATIVE = 20_000;

/** Tells threads when they need not keep an arena's memory any longer. */
const retired = new FinalizationRegistry<number>(forgetSet);

/** Which arena the arrays over a buffer belong to. */
const arenas = new WeakMap<ArrayBufferLike, Arena>();

/** The arena that an array lives in; undefined for one on JavaScript's own heap. */
export function arenaOf(values: Values): Arena | undefined {
  return arenas.get(values.buffer);
}

/** An array with the same values in an arena. */
export function movedTo(arena: Arena, values: Values, dtype: DType): Values {
  const moved = arena.view(dtype, arena.reserve(values.byteLength), values.length);
  moved.set(values);
  return moved;
}

/** What an optimizer remembers of some weights, moved to where they live. */
export function besideWeights(weights: FloatValues, slot: FloatValues): FloatValues {
  if (weights.buffer === slot.buffer) return slot;
  const arena = arenaOf(weights);
  if (arena === arenaOf(slot)) return slot;
  const dtype = slot instanceof Float32Array ? "float32" : "float64";
  if (arena !== undefined) return movedTo(arena, slot, dtype) as FloatValues;
  const copy = allocate(dtype, slot.length);
  copy.set(slot);
  return copy as FloatValues;
}

/** Whether these arrays are float32 and lie in an arena, so that its kernels can work on them where they are. */
export function inFloats(arena: Arena, ...arrays: readonly Values[]): boolean {
  for (const array of arrays) if (!(array instanceof Float32Array && arena.owns(array.buffer))) return false;
  return true;
}

let active: Arena | undefined;

/** The arena whose step is being replayed. */
export function activeArena(): Arena | undefined {
  return active;
}

/** Says which arena's step is being replayed from now on; returns the former one. */
export function setActiveArena(arena: Arena | undefined): Arena | undefined {
  const former = active;
  active = arena;
  return former;
}

function alignUp(value: number, multiple: number): number {
  return Math.ceil(value / multiple) * multiple;
}
