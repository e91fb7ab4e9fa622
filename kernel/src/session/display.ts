import { inspect, types } from "node:util";
import { DISPLAY } from "../bridge/bridge.js";
import { ownBytes } from "../channel/bytes.js";
import { asClientsDraw } from "../channel/plotly-figure.js";
import type { Bundle, MimeData } from "../channel/protocol.js";
import { shortened } from "./bounds.js";
import { adopt } from "./realm/cells-realm.js";

const { isPromise, isProxy, isUint8Array } = types;
const { toString: textOf } = Buffer.prototype;

/** A value's richest form. A promise only where its display method gives one. */
export function bundleNow(value: unknown): Bundle | Promise<Bundle> {
  const method = displayMethod(value);
  if (method === undefined) return asText(value);
  const data: unknown = Reflect.apply(method, value, []);
  return isPromise(data) ? adopt(data).then((ready) => fromMethod(ready, value)) : fromMethod(data, value);
}

function fromMethod(data: unknown, value: unknown): Bundle {
  return typeof data === "object" && data !== null ? toBundle(data as MimeData) : asText(value);
}

function asText(value: unknown): Bundle {
  const text = shortened(inspect(value), { all: "console.log(…) prints all of it" });
  return { data: { "text/plain": text }, metadata: {} };
}

function displayMethod(value: unknown): ((...args: unknown[]) => unknown) | undefined {
  if (value === null || (typeof value !== "object" && typeof value !== "function")) return undefined;
  try {
    const method: unknown = Reflect.get(value, DISPLAY);
    return typeof method === "function" ? (method as (...args: unknown[]) => unknown) : undefined;
  } catch (error) {
    // A proxy that answers nothing, or a revoked one, can still be looked at.
    if (isProxy(value)) return undefined;
    throw error;
  }
}

/** Makes a MIME bundle ready for the wire: bytes become base64. */
export function toBundle(data: MimeData, metadata: MimeData = {}): Bundle {
  const entries = Object.entries(data)
    .filter(([, value]) => value !== undefined)
    .map(
      ([mime, value]) => [mime, isUint8Array(value) ? base64(value) : asClientsDraw(mime, value)] as const,
    );
  return { data: Object.fromEntries(entries), metadata };
}

function base64(bytes: Uint8Array): string {
  const { buffer, byteOffset, byteLength } = ownBytes(bytes);
  return Reflect.apply(textOf, Buffer.from(buffer, byteOffset, byteLength), ["base64"]);
}
