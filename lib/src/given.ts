import { OptionError } from "./errors.js";

/** A value as messages show it: text in quotes, so that "5" is told from 5; objects as JSON. */
export function quoted(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "object" && value !== null && !("dtype" in value)) return JSON.stringify(value);
  return typeof value === "object" && value !== null ? "a tensor" : String(value);
}

/** Whether something is a list, also when the types promise one: from JavaScript it may not be. */
export function isList(value: unknown): boolean {
  return Array.isArray(value);
}

/**
 * Checks that options were given in braces: `optimizers.adam(0.01)` would otherwise train with the defaults and
 * never say so. Throws OptionError.
 */
export function checkOptions(where: string, options: unknown, example: string): void {
  if (typeof options === "object" && options !== null && !Array.isArray(options)) return;
  throw new OptionError(`${where}: expected options in braces, got ${quoted(options)}; try ${example}`);
}
