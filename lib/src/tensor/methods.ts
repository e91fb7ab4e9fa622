import { Methods, type Operations } from "./operations.js";

/** Makes a function of a tensor a method: `f(x, a, b)` becomes `x.name(a, b)`. */
export function addMethod(
  name: keyof Operations,
  f: (self: never, first: never, second: never) => unknown,
): void {
  const call = f as (self: unknown, first: unknown, second: unknown) => unknown;
  Object.defineProperty(Methods.prototype, name, {
    value: function (this: unknown, first: unknown, second: unknown): unknown {
      return call(this, first, second);
    },
    writable: true,
    configurable: true,
  });
}
