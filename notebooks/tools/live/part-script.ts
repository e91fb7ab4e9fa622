import { type LivePlace, PLACE } from "./contract.js";

/** A classic script that leaves a value where the page's parts meet. */
export function partScript(name: keyof LivePlace["parts"], value: unknown): string {
  return `(globalThis.${PLACE}??={parts:{}}).parts.${name}=${JSON.stringify(value)};\n`;
}
