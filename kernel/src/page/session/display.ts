import { inspect } from "node-inspect-extracted";
import { DISPLAY } from "../../bridge/bridge.js";
import { asClientsDraw } from "../../channel/plotly-figure.js";
import type { Bundle, MimeData } from "../../channel/protocol.js";
import { shortened } from "../../session/bounds.js";
import { base64 } from "./base64.js";

/** A value's richest form. A promise only where its display method gives one. */
export function bundleNow(value: unknown): Bundle | Promise<Bundle> {
  const method = displayMethod(value);
  if (method === undefined) return asText(value);
  const data: unknown = Reflect.apply(method, value, []);
  return data instanceof Promise ? data.then((ready) => fromMethod(ready, value)) : fromMethod(data, value);
}

function fromMethod(data: unknown, value: unknown): Bundle {
  return typeof data === "object" && data !== null ? bundleOf(data as MimeData) : asText(value);
}

function asText(value: unknown): Bundle {
  const text = shortened(inspect(value), { all: "console.log(…) prints all of it" });
  return { data: { "text/plain": text }, metadata: {} };
}

function displayMethod(value: unknown): ((...args: unknown[]) => unknown) | undefined {
  if (value === null || (typeof value !== "object" && typeof value !== "function")) return undefined;
  const method: unknown = Reflect.get(value, DISPLAY);
  return typeof method === "function" ? (method as (...args: unknown[]) => unknown) : undefined;
}

/** MIME data as it goes to the page: bytes become base64, the rest what JSON makes of it. */
export function bundleOf(data: MimeData): Bundle {
  const entries = Object.entries(data)
    .filter(([, value]) => value !== undefined)
    .map(
      ([mime, value]) =>
        [mime, value instanceof Uint8Array ? base64(value) : asClientsDraw(mime, value)] as const,
    );
  return { data: JSON.parse(JSON.stringify(Object.fromEntries(entries))) as MimeData, metadata: {} };
}
