import { isRecord } from "../data/structure.js";
import { DataError } from "../errors.js";
import { type StoredDType, storedDTypes } from "./safetensors-dtypes.js";

/** One tensor as a header describes it, checked. */
export interface Entry {
  readonly name: string;
  readonly stored: StoredDType;
  readonly shape: readonly number[];
  /** Where its bytes begin and end, counted from the end of the header. */
  readonly begin: number;
  readonly end: number;
}

/** A checked header. */
export interface Header {
  /** In the order of their bytes. */
  readonly entries: readonly Entry[];
  readonly metadata: Readonly<Record<string, string>>;
  /** Where the tensors' bytes begin in the file. */
  readonly dataStart: number;
}

/** The format's own limit for the header: 100 million bytes. */
const MAX_HEADER_BYTES = 100_000_000;

const isCount = (value: unknown): value is number =>
  typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
const isCounts = (value: unknown): value is number[] => Array.isArray(value) && value.every(isCount);

function parseJson(name: string, bytes: Uint8Array): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    if (isRecord(parsed)) return parsed;
  } catch {
    // Said below: bytes that are no UTF-8, text that is no JSON, and JSON that is no object are all one mistake.
  }
  throw new DataError(
    `${name}: expected a header in JSON, got something else; the file is damaged: get it again`,
  );
}

function parseEntry(file: string, name: string, value: unknown): Entry {
  const where = `${file}: tensor ${JSON.stringify(name)}`;
  const fields: Record<string, unknown> = isRecord(value) ? value : {};
  const { dtype, shape, data_offsets: offsets } = fields;
  if (typeof dtype !== "string" || !isCounts(shape) || !isCounts(offsets) || offsets.length !== 2) {
    throw new DataError(
      `${where}: expected dtype, shape and data_offsets, got ${JSON.stringify(value)?.slice(0, 100)}; ` +
        "the file is damaged: get it again",
    );
  }
  const stored = Object.hasOwn(storedDTypes, dtype) ? storedDTypes[dtype] : undefined;
  if (stored === undefined) {
    throw new DataError(
      `${where}: expected a dtype of ${Object.keys(storedDTypes).join(", ")}, got ${JSON.stringify(dtype)}; ` +
        "try converting it where the file was made",
    );
  }
  const [begin, end] = offsets as [number, number];
  const size = shape.reduce((product, length) => product * length, stored.size);
  if (end - begin !== size) {
    throw new DataError(
      `${where}: expected ${size} bytes for ${dtype} [${shape.join(", ")}], got offsets ${begin} to ${end}; ` +
        "the file is damaged: get it again",
    );
  }
  return { name, stored, shape, begin, end };
}

/**
 * Reads and checks the header of a safetensors file: its length as 8 little-endian bytes, then JSON. Every tensor
 * must have its bytes to itself, and all bytes of the file must belong to one.
 */
export function parseHeader(file: string, bytes: Uint8Array): Header {
  if (bytes.length < 8) {
    throw new DataError(
      `${file}: expected at least 8 bytes, got ${bytes.length}; the file is cut off: get it again`,
    );
  }
  const length = new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true);
  const room = Math.min(bytes.length - 8, MAX_HEADER_BYTES);
  if (length > room) {
    throw new DataError(
      `${file}: expected a header of at most ${room} bytes, got one of ${length}; ` +
        "the file is cut off or no safetensors file",
    );
  }
  const dataStart = 8 + Number(length);
  const { __metadata__: metadata = {}, ...described } = parseJson(file, bytes.subarray(8, dataStart));
  if (!isRecord(metadata) || !Object.values(metadata).every((value) => typeof value === "string")) {
    throw new DataError(
      `${file}: expected __metadata__ with texts only, got other values; the file is damaged: get it again`,
    );
  }
  const entries = Object.entries(described)
    .map(([name, value]) => parseEntry(file, name, value))
    .sort((a, b) => a.begin - b.begin || a.end - b.end);
  let at = 0;
  for (const { name, begin, end } of entries) {
    if (begin !== at) {
      throw new DataError(
        `${file}: tensor ${JSON.stringify(name)}: expected its bytes to begin at ${at}, got ${begin}; ` +
          "the file is damaged: get it again",
      );
    }
    at = end;
  }
  if (at !== bytes.length - dataStart) {
    throw new DataError(
      `${file}: expected ${at} bytes of tensors, got ${bytes.length - dataStart}; ` +
        "the file is cut off or damaged: get it again",
    );
  }
  return { entries, metadata: metadata as Readonly<Record<string, string>>, dataStart };
}
