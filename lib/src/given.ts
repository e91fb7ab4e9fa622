import { OptionError } from "./errors.js";
import { unknownName } from "./names.js";

/** A value as messages show it: text in quotes, also in lists, so that "5" is told from 5; objects as JSON, or `a Map`. */
export function quoted(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(quoted).join(", ")}]`;
  if (typeof value !== "object" || value === null) return String(value);
  if ("dtype" in value) return "a tensor";
  return value.constructor === Object ? JSON.stringify(value) : `a ${value.constructor?.name}`;
}

/** Whether something is a list, also when the types promise one: from JavaScript it may not be. */
export function isList(value: unknown): boolean {
  return Array.isArray(value);
}

/** Checks an option that is a number. Throws OptionError. */
export function checkNumber(where: string, name: string, value: unknown): void {
  if (typeof value === "number") return;
  throw new OptionError(`${where}: expected a number as ${name}, got ${quoted(value)}; try ${name}: 1`);
}

/**
 * Checks that options stand in braces: `optimizers.adam(0.01)` would otherwise train with the defaults and never
 * say so. A tensor has braces of its own, so it is told. `names` as in {@link checkOptions}. Throws OptionError.
 */
export function checkBraces(where: string, options: unknown, names: string): void {
  if (
    typeof options === "object" &&
    options !== null &&
    !Array.isArray(options) &&
    !("dtype" in options && "size" in options)
  )
    return;
  const example = names.replace(/, \w+(?=,|$)/g, "");
  const tried = example.includes(":") ? example : `${example}: …`;
  throw new OptionError(`${where}: expected options in braces, got ${quoted(options)}; try { ${tried} }`);
}

/**
 * Checks that options stand in braces and that the name of each is known, so that `{ learning_rate: 0.01 }` does not
 * pass in silence either. Gives the options back; none when they are undefined.
 *
 * `names` lists them all, those of the example with a value: `"min: 0, max: 1, inclusive"`. The compiler
 * holds the list to the options' type. Throws OptionError that names the nearest right name.
 */
export function checkOptions<O extends object, const N extends string>(
  where: string,
  options: O | undefined,
  names: N & AllOf<NameIn<N>, keyof O>,
): O {
  if (options === undefined) return {} as O;
  checkBraces(where, options, names);
  const known = names.split(", ").map((name) => name.split(":", 1)[0]!);
  for (const name in options) if (!known.includes(name)) throw unknownName(where, "options", name, known);
  return options;
}

/** The names in a list of options: `"min: 0, max"` → `"min" | "max"`. */
type NameIn<N extends string> = N extends `${infer First}, ${infer More}`
  ? NameIn<First> | NameIn<More>
  : N extends `${infer Name}:${string}`
    ? Name
    : N;

/** Anything when the list has each name that it should have and no other, else what is wrong with it. */
type AllOf<Listed, Wanted> = [Wanted] extends [Listed]
  ? [Listed] extends [Wanted]
    ? unknown
    : { readonly noSuchOption: Exclude<Listed, Wanted> }
  : { readonly missing: Exclude<Wanted, Listed> };
