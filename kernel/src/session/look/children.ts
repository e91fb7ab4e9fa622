import { inspect, types } from "node:util";

/**
 * What a library says of its own objects for a debugger: a method at `Symbol.for("gradbook.debug")` that gives this. It
 * must change nothing, and not compute what would otherwise be computed later.
 */
export interface DebugForm {
  /** One line, such as `Tensor [4, 1] float32 [0.5, …]`. */
  readonly value: string;
  /** What is seen when it is opened, by name. */
  readonly fields: Readonly<Record<string, unknown>>;
  /** Numbers of which a picture says something. */
  readonly numbers?: ArrayLike<number>;
}

const DEBUG = Symbol.for("gradbook.debug");

/** A value and what it is called. */
export interface Child {
  readonly name: string;
  readonly value: unknown;
}

/** A getter that has not run: it does when somebody opens it. */
export class Getter {
  constructor(
    readonly owner: object,
    readonly key: PropertyKey,
  ) {}
}

/** A part of a long list. */
export class Slice {
  constructor(
    readonly owner: object,
    readonly start: number,
    readonly count: number,
  ) {}
}

/** Longer lists are shown in parts of this length where the client does not ask for parts itself. */
const PART = 100;

/** The library's own word on an object, if it has one and can say it. */
export function debugForm(value: unknown): DebugForm | undefined {
  if (typeof value !== "object" || value === null || types.isProxy(value)) return undefined;
  try {
    const method: unknown = Reflect.get(value, DEBUG);
    const form: unknown = typeof method === "function" ? Reflect.apply(method, value, []) : undefined;
    return typeof form === "object" && form !== null ? (form as DebugForm) : undefined;
  } catch {
    return undefined;
  }
}

/** How many items a list, map or set has; 0 for what is none. */
export function itemCount(value: unknown): number {
  if (value instanceof Slice) return value.count;
  if (Array.isArray(value)) return value.length;
  if (types.isTypedArray(value)) return lengthOf(value);
  if (types.isMap(value) || types.isSet(value)) return sizeOf(value);
  return 0;
}

/** The children of a list by their places, of a map by its keys. */
export function items(value: object, start: number, count: number): Child[] {
  if (value instanceof Slice)
    return items(value.owner, value.start + start, Math.min(count, value.count - start));
  if (Array.isArray(value) || types.isTypedArray(value)) {
    const end = Math.min(start + count, itemCount(value));
    return range(start, end).map((i) => ({ name: `[${i}]`, value: ownValue(value, String(i)) }));
  }
  const all: Child[] = [];
  let at = 0;
  const take = (item: unknown, key: unknown): void => {
    if (at >= start && at < start + count) all.push({ name: keyText(value, key, at), value: item });
    at++;
  };
  if (types.isMap(value)) Reflect.apply(Map.prototype.forEach, value, [take]);
  else if (types.isSet(value)) Reflect.apply(Set.prototype.forEach, value, [take]);
  return all;
}

/** The parts in which a long list is shown, or undefined for one that is short. */
export function parts(value: object): Child[] | undefined {
  const count = itemCount(value);
  if (count <= PART) return undefined;
  // No more than a hundred parts on one level.
  const size = PART ** Math.ceil(Math.log(count) / Math.log(PART) - 1 - 1e-9);
  const first = value instanceof Slice ? value.start : 0;
  const owner = value instanceof Slice ? value.owner : value;
  return range(0, Math.ceil(count / size)).map((i) => {
    const start = first + i * size;
    const length = Math.min(size, count - i * size);
    return { name: `[${start} … ${start + length - 1}]`, value: new Slice(owner, start, length) };
  });
}

/** The named properties of a value; getters as what can be opened, its own and its classes'. */
export function properties(value: object): Child[] {
  if (value instanceof Slice || types.isProxy(value)) return [];
  if (value instanceof Getter)
    return [{ name: String(value.key), value: Reflect.get(value.owner, value.key) }];
  const form = debugForm(value);
  if (form !== undefined) return Object.entries(form.fields).map(([name, field]) => ({ name, value: field }));
  const isList = itemCount(value) > 0;
  const names = Reflect.ownKeys(value).filter(
    (key) => !(isList && typeof key === "string" && /^(\d+|length)$/.test(key)),
  );
  const own = names.map((key) => ({ name: keyName(key), value: ownValue(value, key) }));
  return [...own, ...inheritedGetters(value, new Set(names))];
}

function inheritedGetters(value: object, known: Set<PropertyKey>): Child[] {
  const getters: Child[] = [];
  for (
    let level = Object.getPrototypeOf(value) as object | null;
    isClass(level);
    level = Object.getPrototypeOf(level)
  ) {
    for (const key of Reflect.ownKeys(level)) {
      const { get } = Object.getOwnPropertyDescriptor(level, key) ?? {};
      if (get === undefined || known.has(key) || typeof key === "symbol") continue;
      known.add(key);
      getters.push({ name: key, value: new Getter(value, key) });
    }
  }
  return getters;
}

/** A prototype that somebody's class has made: those of the language have getters that say nothing new. */
function isClass(level: object | null): level is object {
  if (level === null || types.isProxy(level)) return false;
  const { value } = Object.getOwnPropertyDescriptor(level, "constructor") ?? {};
  return (
    typeof value === "function" && !/\[native code\]\s*\}$/.test(Function.prototype.toString.call(value))
  );
}

function ownValue(value: object, key: PropertyKey): unknown {
  try {
    const descriptor = Object.getOwnPropertyDescriptor(value, key);
    return descriptor?.get === undefined ? descriptor?.value : new Getter(value, key);
  } catch {
    // V8 says so of a variable whose declaration was not reached yet. Node 20 takes it for undefined.
    return undefined;
  }
}

function keyName(key: PropertyKey): string {
  return typeof key === "symbol" ? `[${String(key)}]` : String(key);
}

function keyText(value: object, key: unknown, at: number): string {
  if (types.isSet(value)) return `[${at}]`;
  return inspect(key, {
    depth: 0,
    customInspect: false,
    breakLength: Number.POSITIVE_INFINITY,
    maxStringLength: 60,
  });
}

const lengthGetter = getterOf(Object.getPrototypeOf(Uint8Array.prototype) as object, "length");
const mapSize = getterOf(Map.prototype, "size");
const setSize = getterOf(Set.prototype, "size");

function getterOf(owner: object, name: string): (this: unknown) => number {
  return Object.getOwnPropertyDescriptor(owner, name)?.get as (this: unknown) => number;
}

function lengthOf(array: object): number {
  return Reflect.apply(lengthGetter, array, []);
}

function sizeOf(collection: object): number {
  return Reflect.apply(types.isMap(collection) ? mapSize : setSize, collection, []);
}

function range(start: number, end: number): number[] {
  return Array.from({ length: Math.max(0, end - start) }, (_, i) => start + i);
}
