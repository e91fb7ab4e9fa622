import type { DType, Values } from "../tensor/dtype.js";

/** How one of the format's dtypes becomes one of ours. */
export interface StoredDType {
  /** Bytes per value. */
  readonly size: number;
  /** The dtype that its values have here. */
  readonly dtype: DType;
  /** Reads values from bytes that begin on a boundary of 8; a number that does not fit becomes NaN. */
  readonly read: (buffer: ArrayBuffer) => Values | Float64Array;
}

/** IEEE 754 half precision: 1 sign bit, 5 of the exponent, 10 of the fraction. Every value is exact in float32. */
function half(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** bfloat16 is the upper half of a float32. */
function brainFloats(buffer: ArrayBuffer): Float32Array {
  return new Float32Array(Uint32Array.from(new Uint16Array(buffer), (bits) => bits << 16).buffer);
}

/** 64-bit integers as int32 values; those outside its range as NaN, which no integer is. */
function narrowed(buffer: ArrayBuffer): Float64Array {
  const fits = (value: bigint) => value >= -(2n ** 31n) && value < 2n ** 31n;
  return Float64Array.from(new BigInt64Array(buffer), (value) => (fits(value) ? Number(value) : Number.NaN));
}

/** The format's dtypes that can be read. Numbers are little-endian, as they are on every machine that runs this. */
export const storedDTypes: Readonly<Record<string, StoredDType>> = {
  F64: { size: 8, dtype: "float64", read: (buffer) => new Float64Array(buffer) },
  F32: { size: 4, dtype: "float32", read: (buffer) => new Float32Array(buffer) },
  F16: { size: 2, dtype: "float32", read: (buffer) => Float32Array.from(new Uint16Array(buffer), half) },
  BF16: { size: 2, dtype: "float32", read: brainFloats },
  I64: { size: 8, dtype: "int32", read: narrowed },
  I32: { size: 4, dtype: "int32", read: (buffer) => new Int32Array(buffer) },
  I16: { size: 2, dtype: "int32", read: (buffer) => Int32Array.from(new Int16Array(buffer)) },
  U16: { size: 2, dtype: "int32", read: (buffer) => Int32Array.from(new Uint16Array(buffer)) },
  I8: { size: 1, dtype: "int32", read: (buffer) => Int32Array.from(new Int8Array(buffer)) },
  U8: { size: 1, dtype: "int32", read: (buffer) => Int32Array.from(new Uint8Array(buffer)) },
  BOOL: { size: 1, dtype: "bool", read: (buffer) => new Uint8Array(buffer) },
};

/** What our dtypes are called in a file. */
export const storedNames: Readonly<Record<DType, string>> = {
  float64: "F64",
  float32: "F32",
  int32: "I32",
  bool: "BOOL",
};
