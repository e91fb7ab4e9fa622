import { type Initializer, initializer } from "./initializer.js";

/** Every value the same. */
export function constant(value: number): Initializer {
  return initializer("constant", (data) => data.fill(value));
}

/** All 0: right for biases; as a kernel it makes all units learn the same. */
export function zeros(): Initializer {
  return initializer("zeros", () => undefined);
}

/** All 1. */
export function ones(): Initializer {
  return initializer("ones", (data) => data.fill(1));
}
