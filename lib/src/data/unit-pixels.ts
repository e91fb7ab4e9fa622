/** Each byte as float32 of 0 to 1: one division per value of a byte instead of one per pixel. */
const unit = Float32Array.from({ length: 256 }, (_, byte) => byte / 255);
/** Their bits, which are copied without being taken for numbers: twice as fast. */
const unitBits = new Int32Array(unit.buffer);

let pairs: Float64Array | undefined;

/**
 * Each two bytes as two float32 of 0 to 1, in the place of one float64, which never is NaN: its exponent is that of a
 * number below 2. Half as many reads and writes as byte by byte.
 */
function unitPairs(): Float64Array {
  if (pairs !== undefined) return pairs;
  const twoBytes = new Uint8Array(Uint16Array.from({ length: 65_536 }, (_, i) => i).buffer);
  pairs = new Float64Array(Float32Array.from(twoBytes, (byte) => unit[byte]!).buffer);
  return pairs;
}

/** What {@link gatherUnit} reads and writes. */
interface Rows {
  /** Which rows, in order. */
  readonly rows: ArrayLike<number>;
  /** Bytes in a row. */
  readonly size: number;
  readonly out: Float32Array;
}

/** Writes rows of bytes, one after the other, as float32 of 0 to 1 (each byte divided by 255). */
export function gatherUnit(bytes: Uint8Array, { rows, size, out }: Rows): void {
  if (size % 2 === 0 && bytes.byteOffset % 2 === 0 && out.byteOffset % 8 === 0) {
    const from = new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.length >> 1);
    const to = new Float64Array(out.buffer, out.byteOffset, out.length >> 1);
    gather({ from, values: unitPairs(), to, rows, size: size / 2 });
  } else {
    const to = new Int32Array(out.buffer, out.byteOffset, out.length);
    gather({ from: bytes, values: unitBits, to, rows, size });
  }
}

interface Gathered {
  readonly from: Uint8Array | Uint16Array;
  /** What is written for each number that is read. */
  readonly values: Int32Array | Float64Array;
  readonly to: Int32Array | Float64Array;
  readonly rows: ArrayLike<number>;
  readonly size: number;
}

function gather({ from, values, to, rows, size }: Gathered): void {
  let end = 0;
  for (let r = 0; r < rows.length; r++) {
    let at = rows[r]! * size;
    let i = end;
    end += size;
    for (; i + 4 <= end; i += 4, at += 4) {
      to[i] = values[from[at]!]!;
      to[i + 1] = values[from[at + 1]!]!;
      to[i + 2] = values[from[at + 2]!]!;
      to[i + 3] = values[from[at + 3]!]!;
    }
    for (; i < end; i++, at++) to[i] = values[from[at]!]!;
  }
}
