import { DataError } from "../errors.js";
import type { DataFile } from "./registry.js";

/** SHA-256 as lower-case hexadecimal. */
export async function sha256(bytes: Uint8Array): Promise<string> {
  // Browsers offer Web Crypto to secure pages only, which includes localhost.
  if (globalThis.crypto?.subtle === undefined) {
    throw new DataError(
      "sha256: expected Web Crypto to check the data with, got a page without it; " +
        "try serving the page over https or from localhost",
    );
  }
  const digest = new Uint8Array(await globalThis.crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Says what is wrong with a file's bytes, or nothing when they are exactly the registered ones. */
export async function findDamage(
  bytes: Uint8Array,
  file: Pick<DataFile, "bytes" | "sha256">,
): Promise<string | undefined> {
  if (bytes.length !== file.bytes) return `expected ${file.bytes} bytes, got ${bytes.length}`;
  const got = await sha256(bytes);
  return got === file.sha256 ? undefined : `expected sha256 ${file.sha256}, got ${got}`;
}

/** The same check for a file that somebody has unpacked already. */
export function findUnpackedDamage(bytes: Uint8Array, file: DataFile): Promise<string | undefined> {
  return findDamage(bytes, { bytes: file.unpackedBytes, sha256: file.unpackedSha256 });
}

/** Whether a file's bytes are already unpacked, as far as their number tells. */
export function isUnpacked(bytes: Uint8Array, file: DataFile): boolean {
  return bytes.length === file.unpackedBytes;
}

/** The same check for a file that may be packed or unpacked. */
export function findEitherDamage(bytes: Uint8Array, file: DataFile): Promise<string | undefined> {
  return isUnpacked(bytes, file) ? findUnpackedDamage(bytes, file) : findDamage(bytes, file);
}

/**
 * Unpacks a gzip file whose unpacked size is known; never allocates more than that.
 *
 * @throws DataError when the data is no gzip, is cut off, or unpacks to another size.
 */
export async function gunzip(
  bytes: Uint8Array,
  file: Pick<DataFile, "name" | "unpackedBytes">,
): Promise<Uint8Array> {
  const out = new Uint8Array(file.unpackedBytes);
  const unpacked = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  const reader = unpacked.getReader();
  let size = 0;
  for (;;) {
    const step = await reader.read().catch((cause: unknown) => {
      // Node 24 gives an error without words.
      const reason = (cause instanceof Error ? cause.message : String(cause)) || "damaged";
      throw new DataError(
        `${file.name}: expected gzip data, got bytes that do not unpack (${reason}); fetch the file again`,
        { cause },
      );
    });
    if (step.done) break;
    if (size + step.value.length > out.length) {
      await reader.cancel();
      throw new DataError(
        `${file.name}: expected ${out.length} bytes unpacked, got more; fetch the file again`,
      );
    }
    out.set(step.value, size);
    size += step.value.length;
  }
  if (size !== out.length) {
    throw new DataError(
      `${file.name}: expected ${out.length} bytes unpacked, got ${size}; fetch the file again`,
    );
  }
  return out;
}
