import { OptionError } from "./errors.js";
import { unknownName } from "./names.js";

/**
 * A value as messages show it: text in quotes, also in lists, so that "5" is told from 5, and 5n as it is written;
 * objects as JSON, or `a Map`.
 */
export function quoted(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "bigint") return `${value}n`;
  if (Array.isArray(value)) return `[${value.map(quoted).join(", ")}]`;
  if (typeof value !== "object" || value === null) return String(value);
  if ("dtype" in value) return "a tensor";
  return value.constructor === Object ? JSON.stringify(value) : `a ${value.constructor?.name}`;
}

/** Whether something is a list, also when the types promise one: from JavaScript it may not be. */
export function isList(value: unknown): boolean {
  return Array.isArray(value);
}

/** Checks that something is a number. Throws OptionError, with what it was meant for as advice. */
export function checkNumber(where: string, name: string, value: unknown, advice?: string): void {
  if (typeof value === "number") return;
  const advised = advice ?? `${name}: ${numberIn(value) ?? 1}`;
  throw new OptionError(`${where}: expected a number as ${name}, got ${quoted(value)}; try ${advised}`);
}

/** Checks that an option is a whole number of at least 1. Throws OptionError that advises one. */
export function atLeastOne(where: string, name: string, value: number, advised = 1): void {
  if (Number.isInteger(value) && value >= 1) return;
  throw new OptionError(
    `${where}: expected ${name} to be a whole number of at least 1, got ${quoted(value)}; try ${name}: ${advised}`,
  );
}

/** The number that a text or a bigint was meant for, if any. */
function numberIn(value: unknown): number | undefined {
  const isText = typeof value === "string" && value.trim() !== "";
  if (!isText && typeof value !== "bigint") return undefined;
  const number = Number(value);
  return Number.isFinite(number) ? number : undefined;
}

/** Checks an option that is yes or no: the text "false" would count as yes. Throws OptionError. */
function checkFlag(where: string, name: string, value: unknown): void {
  if (typeof value === "boolean") return;
  const isNo = typeof value === "string" ? /^(false|no|off|0|)$/i.test(value.trim()) : !value;
  throw new OptionError(
    `${where}: expected true or false as ${name}, got ${quoted(value)}; try ${name}: ${!isNo}`,
  );
}

/** What an option takes: a number, yes or no, or what its function checks itself. */
type Kind = "number" | "flag" | "other";

/** The options of a list, as {@link checkOptions} takes it. */
interface Listed {
  readonly kinds: ReadonlyMap<string, Kind>;
  /** The list without those that the example has not, and without marks: `min: 0, max: 1`. */
  readonly example: string;
}

const lists = new Map<string, Listed>();

/** Reads a list once: operations check their options at each call. */
function listed(names: string): Listed {
  const before = lists.get(names);
  if (before !== undefined) return before;
  const kinds = new Map<string, Kind>();
  const examples: string[] = [];
  for (const entry of names.split(", ")) {
    const [, name = "", mark, example] = /^(\w+)([?#]?)(: .+)?$/.exec(entry) ?? [];
    kinds.set(name, mark === "#" ? "number" : mark === "?" ? "flag" : "other");
    if (example !== undefined) examples.push(name + example);
  }
  const [first = ""] = kinds.keys();
  const list = { kinds, example: examples.length > 0 ? examples.join(", ") : `${first}: …` };
  lists.set(names, list);
  return list;
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
  throw new OptionError(
    `${where}: expected options in braces, got ${quoted(options)}; try { ${listed(names).example} }`,
  );
}

/**
 * Checks that options stand in braces, that the name of each is known, so that `{ learning_rate: 0.01 }` does not
 * pass in silence either, and that what is a number or yes or no is one: the text "false" would count as yes, and "0.9"
 * as a number here and not there. Gives the options back; none when they are undefined.
 *
 * `names` lists them all, those of the example with a value, with `#` behind what takes a number and `?` behind what
 * takes yes or no: `"min#: 0, max#: 1, inclusive?, dtype"`. The compiler holds the names to the options' type, and
 * tests/lib/options the marks. Throws OptionError that names the nearest right name, or what was expected.
 */
export function checkOptions<O extends object, const N extends string>(
  where: string,
  options: O | undefined,
  names: N & AllOf<NameIn<N>, keyof O>,
): O {
  if (options === undefined) return {} as O;
  checkBraces(where, options, names);
  const { kinds } = listed(names);
  for (const name in options) {
    const kind = kinds.get(name);
    if (kind === undefined) throw unknownName(where, "options", name, [...kinds.keys()]);
    const value: unknown = options[name];
    if (value === undefined || kind === "other") continue;
    if (kind === "number") checkNumber(where, name, value);
    else checkFlag(where, name, value);
  }
  return options;
}

/** The names in a list of options: `"min#: 0, dtype"` → `"min" | "dtype"`. */
type NameIn<N extends string> = N extends `${infer First}, ${infer More}`
  ? NameIn<First> | NameIn<More>
  : N extends `${infer Name}:${string}`
    ? Unmarked<Name>
    : Unmarked<N>;

type Unmarked<Name extends string> = Name extends `${infer Bare}${"#" | "?"}` ? Bare : Name;

/** Anything when the list has each name that it should have and no other, else what is wrong with it. */
type AllOf<Listed, Wanted> = [Wanted] extends [Listed]
  ? [Listed] extends [Wanted]
    ? unknown
    : { readonly noSuchOption: Exclude<Listed, Wanted> }
  : { readonly missing: Exclude<Wanted, Listed> };
