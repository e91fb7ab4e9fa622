import type { JsonObject } from "../wire/message.js";

/** A request's content is not what the protocol says; the message names the field. */
export class RequestError extends Error {
  override readonly name = "RequestError";
}

/** A required string of a request's content. */
export function stringField(content: JsonObject, name: string): string {
  const value = content[name];
  if (typeof value !== "string")
    throw new RequestError(`expected ${name} to be a string, got ${kindOf(value)}`);
  return value;
}

/** An optional boolean of a request's content. */
export function booleanField(content: JsonObject, name: string, fallback: boolean): boolean {
  const value = content[name] ?? fallback;
  if (typeof value !== "boolean") {
    throw new RequestError(`expected ${name} to be true or false, got ${kindOf(value)}`);
  }
  return value;
}

/** An optional whole number of a request's content. */
export function integerField(content: JsonObject, name: string, fallback: number): number {
  const value = content[name] ?? fallback;
  if (typeof value !== "number" || !Number.isInteger(value)) {
    throw new RequestError(`expected ${name} to be a whole number, got ${kindOf(value)}`);
  }
  return value;
}

/** An optional object of strings, such as user_expressions. */
export function stringsField(content: JsonObject, name: string): Readonly<Record<string, string>> {
  const value = content[name] ?? {};
  if (typeof value !== "object" || Array.isArray(value)) {
    throw new RequestError(`expected ${name} to be an object, got ${kindOf(value)}`);
  }
  const entries = Object.entries(value);
  for (const [key, text] of entries) {
    if (typeof text !== "string") {
      throw new RequestError(`expected ${name}.${key} to be a string, got ${kindOf(text)}`);
    }
  }
  return Object.fromEntries(entries) as Record<string, string>;
}

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  return Array.isArray(value) ? "an array" : `a ${typeof value}`;
}
