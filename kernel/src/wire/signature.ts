import { createHmac, timingSafeEqual } from "node:crypto";

/** The separator between the routing frames and the signed part of a Jupyter message. */
export const DELIMITER = Buffer.from("<IDS|MSG>");

/**
 * HMAC-SHA256 of the four JSON frames, as lower-case hexadecimal; empty when the key is empty, which
 * Jupyter defines to mean "unsigned".
 */
export function sign(key: string, frames: readonly Uint8Array[]): string {
  if (key === "") return "";
  const hmac = createHmac("sha256", key);
  for (const frame of frames) hmac.update(frame);
  return hmac.digest("hex");
}

/** Compares a received signature with the right one, in a time that does not depend on where they differ. */
export function signatureMatches(key: string, frames: readonly Uint8Array[], received: Uint8Array): boolean {
  if (key === "") return true;
  const expected = Buffer.from(sign(key, frames));
  return expected.length === received.length && timingSafeEqual(expected, received);
}
