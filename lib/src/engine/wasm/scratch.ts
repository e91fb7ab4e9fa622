import type { Memory, WebAssemblyApi } from "./web-assembly.js";

/** Bytes in a page of WebAssembly memory. */
const PAGE = 65536;

/** One WebAssembly memory, lent to one kernel call at a time. It grows to the largest call and keeps that size. */
export class Scratch {
  readonly memory: Memory;
  #floats: Float32Array;

  constructor(api: WebAssemblyApi) {
    this.memory = new api.Memory({ initial: 1, maximum: 65536 });
    this.#floats = new Float32Array(this.memory.buffer);
  }

  /**
   * Room for regions of the given numbers of float32 values: the address of each, in bytes.
   * Regions begin at different offsets within 4 KiB: arrays that share one evict each other from the cache.
   */
  reserve(lengths: readonly number[]): readonly number[] {
    const addresses: number[] = [];
    let end = 64;
    for (const [index, length] of lengths.entries()) {
      addresses.push(end);
      end = alignUp(end + length * 4, 4096) + 64 * (5 * (index + 1) + 1);
    }
    const missing = end - this.memory.buffer.byteLength;
    if (missing > 0) {
      this.memory.grow(Math.ceil(missing / PAGE));
      this.#floats = new Float32Array(this.memory.buffer);
    }
    return addresses;
  }

  /** The memory as float32 values; index an address with `address / 4`. Stale after the next `reserve`. */
  get floats(): Float32Array {
    return this.#floats;
  }
}

function alignUp(value: number, multiple: number): number {
  return Math.ceil(value / multiple) * multiple;
}
