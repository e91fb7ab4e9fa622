import { random } from "gradbook";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { byFit, byHand } from "../../support/own-code-run.js";
import { besideOwnCode } from "./own-code/beside.js";
import { changes } from "./own-code/changes.js";
import { ownLayers } from "./own-code/layers.js";
import { libraryLosses } from "./own-code/library-losses.js";
import { ownLosses } from "./own-code/losses.js";
import { ownOptimizers } from "./own-code/optimizers.js";
import type { Size } from "./own-code/scenario.js";

/*
 * fit does nothing that a loop by hand does not do, whatever JavaScript remembers: each training here is done twice
 * from the same start, and losses, weights and what its own code saw are compared to the last bit.
 */

/** Small steps stay on JavaScript's heap, large ones are replayed in WebAssembly's memory. */
const sizes: Readonly<Record<string, Size>> = {
  small: { rows: 12, inputs: 3, units: 4 },
  large: { rows: 48, inputs: 30, units: 64 },
};

const scenarios = {
  ...ownLosses,
  ...libraryLosses,
  ...ownLayers,
  ...changes,
  ...ownOptimizers,
  ...besideOwnCode,
};

/** Math.random and Date.now that give the same each time a training is done. */
beforeEach(() => restart());
afterEach(() => vi.restoreAllMocks());
function restart(): void {
  const source = random.generator(11);
  let now = 0;
  vi.spyOn(Math, "random").mockImplementation(() => source.word() / 2 ** 32);
  vi.spyOn(Date, "now").mockImplementation(() => (now += 3));
}

describe.each(Object.keys(sizes))("%s steps: fit sees, in every step", (size) => {
  it.each(Object.keys(scenarios))("%s", async (name) => {
    const make = scenarios[name]!;
    const expected = byHand(make(sizes[size]!));
    restart();
    expect(await byFit(make(sizes[size]!))).toEqual(expected);
  });
});
