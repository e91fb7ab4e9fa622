import { inspect } from "node:util";
import type { Bundle, MimeData } from "../channel/protocol.js";

/** An object with a method of this name says itself how it is displayed; Deno's convention. */
export const DISPLAY = Symbol.for("Jupyter.display");

/** A value's richest form. A promise only where its display method gives one. */
export function bundleNow(value: unknown): Bundle | Promise<Bundle> {
  const method = displayMethod(value);
  if (method === undefined) return asText(value);
  const data: unknown = Reflect.apply(method, value, []);
  return data instanceof Promise ? data.then((ready) => fromMethod(ready, value)) : fromMethod(data, value);
}

function fromMethod(data: unknown, value: unknown): Bundle {
  return typeof data === "object" && data !== null ? toBundle(data as MimeData) : asText(value);
}

function asText(value: unknown): Bundle {
  return { data: { "text/plain": inspect(value) }, metadata: {} };
}

function displayMethod(value: unknown): ((...args: unknown[]) => unknown) | undefined {
  if (value === null || (typeof value !== "object" && typeof value !== "function")) return undefined;
  const method: unknown = Reflect.get(value, DISPLAY);
  return typeof method === "function" ? (method as (...args: unknown[]) => unknown) : undefined;
}

/** Makes a MIME bundle ready for the wire: bytes become base64. */
export function toBundle(data: MimeData, metadata: MimeData = {}): Bundle {
  const entries = Object.entries(data)
    .filter(([, value]) => value !== undefined)
    .map(([mime, value]) => [mime, value instanceof Uint8Array ? base64(value) : value] as const);
  return { data: Object.fromEntries(entries), metadata };
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");
}
