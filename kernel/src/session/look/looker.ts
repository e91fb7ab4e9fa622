import { inspect, types } from "node:util";
import type { Watched } from "../../bridge/watch-view.js";
import type { Bundle } from "../../channel/protocol.js";
import { originalNames } from "../../compiler/names.js";
import { bundleNow } from "../display.js";
import { scriptMap } from "../stack.js";
import { type Child, debugForm, Getter, itemCount, items, parts, properties, Slice } from "./children.js";
import { histogram } from "./histogram.js";
import { propertyNames } from "./names.js";

/** One variable, as the debugger shows it. */
export interface Seen {
  readonly name: string;
  readonly value: string;
  readonly type: string;
  /** Where its value stands in what {@link Looker.children} gives; none for what cannot be opened. */
  readonly at?: number;
  /** How many items it has. */
  readonly indexed?: number;
  /** A getter that runs when it is opened. */
  readonly lazy?: true;
}

export interface LookOptions {
  /** Only the items of a list, or only the named properties. Default: both. */
  readonly filter?: "indexed" | "named" | undefined;
  readonly start?: number | undefined;
  /** So many items from `start`. Default: all, in parts where they are many. */
  readonly count?: number | undefined;
}

/** Looks at values on behalf of the debugger, which reaches it through V8, whatever else the main thread is doing. */
export interface Looker {
  /** What is in a value: the JSON of a list of {@link Seen}, and then the values that can be opened. */
  children(value: unknown, options: LookOptions): readonly unknown[];
  /** One value: the same for a list of one. */
  one(value: unknown): readonly unknown[];
  /** A value as it would be displayed, as JSON of a bundle. */
  rich(value: unknown): string;
  /** What can be written behind a value and a dot: the JSON of a list of {@link PropertyName}. */
  names(value: unknown): string;
  /** A value that is followed, as JSON of {@link Watched}. */
  watched(value: unknown): string;
  /** What reads the value of a watch. */
  reader(id: string): (() => unknown) | undefined;
  /** The source map of a cell's script. */
  mapOf(cell: number): string | undefined;
}

/** Of an object with more properties only their number is told. */
const MANY = 1000;
const LONGEST = 300;

/** @param reader gives what reads the value of a watch */
export function createLooker(reader: Looker["reader"]): Looker {
  return { ...looker, reader };
}

/** How a followed value is shown. */
export function watched(value: unknown): Watched {
  const numbers = typeof value === "number" ? [value] : debugForm(value)?.numbers;
  const number = numbers?.length === 1 ? Number(numbers[0]) : undefined;
  return { text: text(value), ...(number !== undefined && Number.isFinite(number) ? { number } : {}) };
}

const looker: Omit<Looker, "reader"> = {
  children(value, options) {
    if (typeof value !== "object" && typeof value !== "function") return ["[]"];
    if (value === null) return ["[]"];
    return seen(childrenOf(value, options));
  },
  one: (value) => seen([{ name: "", value }]),
  rich(value) {
    const shown = bundleNow(value);
    const bundle: Bundle =
      shown instanceof Promise ? { data: { "text/plain": text(value) }, metadata: {} } : shown;
    const picture = bundle.data["text/html"] === undefined ? histogram(numbersOf(value)) : undefined;
    const data = picture === undefined ? bundle.data : { "text/html": picture, ...bundle.data };
    return JSON.stringify({ data, metadata: bundle.metadata });
  },
  names: (value) => JSON.stringify(propertyNames(value)),
  watched: (value) => JSON.stringify(watched(value)),
  mapOf: scriptMap,
};

function childrenOf(value: object, { filter, start = 0, count }: LookOptions): Child[] {
  const children: Child[] = [];
  if (filter !== "named") {
    const inParts = count === undefined ? parts(value) : undefined;
    children.push(...(inParts ?? items(value, start, count ?? itemCount(value))));
  }
  if (filter !== "indexed") children.push(...properties(value));
  return children;
}

function seen(children: readonly Child[]): readonly unknown[] {
  const values: unknown[] = [];
  const list = children.map(({ name, value }): Seen => {
    const isOpen = opens(value);
    if (isOpen) values.push(value);
    const indexed = itemCount(value);
    return {
      name,
      value: text(value),
      type: typeName(value),
      ...(isOpen ? { at: values.length } : {}),
      ...(indexed > 0 ? { indexed } : {}),
      ...(value instanceof Getter ? { lazy: true } : {}),
    };
  });
  return [JSON.stringify(list), ...values];
}

/** Whether there is something in it to be seen. */
function opens(value: unknown): boolean {
  if (typeof value !== "object" || value === null || types.isProxy(value)) return false;
  if (value instanceof Getter || value instanceof Slice) return true;
  return itemCount(value) > 0 || types.isMap(value) || properties(value).length > 0;
}

function text(value: unknown): string {
  if (value instanceof Getter) return "(…)";
  if (value instanceof Slice) return "";
  const form = debugForm(value);
  if (form !== undefined) return String(form.value).slice(0, LONGEST);
  try {
    if (typeof value === "object" && value !== null && !types.isProxy(value) && itemCount(value) === 0) {
      const { length } = Reflect.ownKeys(value);
      if (length > MANY) return `${typeName(value)} (${length} properties)`;
    }
    const shown = inspect(value, {
      depth: 1,
      customInspect: false,
      breakLength: Number.POSITIVE_INFINITY,
      maxArrayLength: 8,
      maxStringLength: 200,
    });
    const line = originalNames(shown).replaceAll(/\s*\n\s*/g, " ");
    return line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line;
  } catch {
    return "(cannot be shown)";
  }
}

function typeName(value: unknown): string {
  if (value instanceof Getter) return "getter";
  if (value instanceof Slice) return "";
  if (value === null || (typeof value !== "object" && typeof value !== "function")) {
    return value === null ? "null" : typeof value;
  }
  if (typeof value === "function") return "function";
  if (types.isProxy(value)) return "Proxy";
  // JupyterLab's tree shows the type, and not the value, of what can be opened.
  const form = debugForm(value);
  if (form !== undefined) return String(form.value).slice(0, LONGEST);
  try {
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype === null) return "Object";
    const { value: made } = Object.getOwnPropertyDescriptor(prototype, "constructor") ?? {};
    return typeof made === "function" && typeof made.name === "string" && made.name !== ""
      ? made.name
      : "Object";
  } catch {
    return "Object";
  }
}

function numbersOf(value: unknown): ArrayLike<number> | undefined {
  const { numbers } = debugForm(value) ?? {};
  if (numbers !== undefined) return numbers;
  if (types.isTypedArray(value) && !types.isBigInt64Array(value) && !types.isBigUint64Array(value)) {
    return value as unknown as ArrayLike<number>;
  }
  const isNumbers =
    Array.isArray(value) && value.length > 1 && value.slice(0, 1000).every((x) => typeof x === "number");
  return isNumbers ? (value as number[]) : undefined;
}
