import { seedOr } from "../../initializers/initializer.js";
import { type Generator, generator } from "../../random/index.js";
import { noteUnrepeatable } from "../../recorder/current.js";
import { Layer } from "../layer.js";
import type { RandomState } from "../module.js";
import type { SameShape } from "../shape-map.js";

const looks = "it looks at where random numbers stand";

/** A layer that draws random numbers while it trains: from its seed, or from one of its own. */
export abstract class RandomLayer extends Layer<SameShape> {
  #generator: Generator | undefined;

  override randomState(): RandomState {
    // Within a step that is recorded, numbers may still have to be drawn.
    noteUnrepeatable(looks);
    const { seed, position } = this.draws();
    return { seed, position };
  }

  override setRandomState({ seed, position }: RandomState): void {
    noteUnrepeatable(looks);
    this.#generator = generator(seed);
    this.#generator.seek(position);
  }

  /**
   * Where the layer's random numbers come from. Called once before an effect that draws: a recorded step draws later,
   * and the seed may come from a sequence that others draw from, too.
   */
  protected draws(): Generator {
    this.#generator ??= generator(seedOr(this.nextSeed()));
    return this.#generator;
  }
}
