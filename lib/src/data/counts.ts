import { OptionError } from "../errors.js";
import { quoted } from "../given.js";

/** Checks a number of elements. Throws OptionError. */
export function checkCount(where: string, count: number, least: 0 | 1): void {
  if (!Number.isInteger(count) || count < least) {
    throw new OptionError(
      `${where}: expected a whole number of at least ${least}, got ${quoted(count)}; try ${where}(1)`,
    );
  }
}
