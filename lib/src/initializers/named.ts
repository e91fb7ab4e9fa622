import { checkOptions } from "../given.js";
import { byName } from "../names.js";
import { ones, zeros } from "./constant.js";
import type { Initializer, SeedOptions } from "./initializer.js";
import { orthogonal } from "./orthogonal.js";
import { randomNormal, randomUniform, truncatedNormal } from "./random.js";
import {
  glorotNormal,
  glorotUniform,
  heNormal,
  heUniform,
  lecunNormal,
  lecunUniform,
} from "./variance-scaling.js";

const table = {
  zeros,
  ones,
  randomNormal,
  randomUniform,
  truncatedNormal,
  glorotNormal,
  glorotUniform,
  heNormal,
  heUniform,
  lecunNormal,
  lecunUniform,
  orthogonal,
} as const;

/** The initializers that go by name. */
export type InitializerName = keyof typeof table;

/** Options of {@link initializerNamed}. */
export interface InitializerNamedOptions extends SeedOptions {
  /** Who asks, for messages. */
  readonly where?: string;
}

/** A new initializer with its default options, by name. Throws OptionError that lists the known names. */
export function initializerNamed(name: string, options?: InitializerNamedOptions): Initializer {
  const { where = "initializerNamed", seed } = checkOptions("initializerNamed", options, "seed#: 1, where");
  const makers: Readonly<Record<string, (options: SeedOptions) => Initializer>> = table;
  return byName(where, "an initializer", name, makers)({ seed });
}
