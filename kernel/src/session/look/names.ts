import { types } from "node:util";

/** A property that could stand behind a value and a dot. */
export interface PropertyName {
  readonly name: string;
  readonly kind: "function" | "property";
}

const NAME = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u;
/** More than anybody reads. */
const MOST = 1000;

/** What a value has that can be written behind a dot, its own first; nothing of it is run. */
export function propertyNames(value: unknown): PropertyName[] {
  const names = new Map<string, PropertyName>();
  let level: unknown = value === null || value === undefined ? undefined : Object(value);
  while (isPlain(level) && names.size < MOST) {
    // The items of a list are many, and none has a name.
    const isList = level === value && (Array.isArray(level) || types.isTypedArray(level));
    const own = isList ? [] : Object.getOwnPropertyNames(level);
    for (const name of own.slice(0, MOST)) {
      if (!NAME.test(name) || names.has(name)) continue;
      const held: unknown = Object.getOwnPropertyDescriptor(level, name)?.value;
      names.set(name, { name, kind: typeof held === "function" ? "function" : "property" });
    }
    level = Object.getPrototypeOf(level);
  }
  return [...names.values()];
}

/** Whether it can be looked at without that somebody is asked, and is not what every object has. */
function isPlain(level: unknown): level is object {
  if ((typeof level !== "object" && typeof level !== "function") || level === null) return false;
  return !types.isProxy(level) && !Object.hasOwn(level, "isPrototypeOf");
}
