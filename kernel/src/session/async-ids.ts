import { AsyncResource } from "node:async_hooks";

/** How many marks are kept; what began before the oldest of them belongs to nobody any more. */
const MOST_MARKS = 4096;

interface Mark {
  /** The first of node's async ids that are given out from here on. */
  readonly id: number;
  readonly cell: number | undefined;
}

/**
 * Knows which cell ran when something got its async id. Node counts these ids upwards, for every timer, socket and
 * request, also without async_hooks; so it is enough to note where in the count another cell takes over.
 */
export class AsyncIds {
  #marks: Mark[] = [];
  #last: number | undefined;

  /** From now on this cell runs, or with undefined none. */
  enter(cell: number | undefined): void {
    if (cell === this.#last) return;
    this.#last = cell;
    const { length } = this.#marks;
    const id = new AsyncResource("gradbook").asyncId();
    // Nothing began since the last mark, whose own id came just before.
    if (this.#marks[length - 1]?.id === id - 1) {
      this.#marks.pop();
      if (this.#marks.at(-1)?.cell === cell) return;
    }
    this.#marks.push({ id, cell });
    if (length > MOST_MARKS) this.#marks.splice(0, MOST_MARKS / 2);
  }

  cellOf(id: number): number | undefined {
    let low = 0;
    let high = this.#marks.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#marks[middle]?.id ?? 0) <= id) low = middle + 1;
      else high = middle;
    }
    return this.#marks[low - 1]?.cell;
  }
}
