// Multiplications wrap at 64 bits, as C's uint64_t does; BigInt keeps the formulas of the source readable.
const K0 = 0xc3a5c85c97cb3127n;
const K1 = 0xb492b66fbe98f273n;
const K2 = 0x9ae16a3b2f90404fn;

const wrap = (x: bigint): bigint => BigInt.asUintN(64, x);
const rotateRight = (x: bigint, by: bigint): bigint => wrap((x >> by) | (x << (64n - by)));
const foldHigh = (x: bigint): bigint => x ^ (x >> 47n);

/** Murmur-like mix of two words into one, with the length-dependent multiplier of the short branches. */
function mix(u: bigint, v: bigint, multiplier: bigint): bigint {
  const a = foldHigh(wrap((u ^ v) * multiplier));
  const b = foldHigh(wrap((v ^ a) * multiplier));
  return wrap(b * multiplier);
}

/** Little-endian reads of the text's bytes. */
class Words {
  readonly length: number;
  readonly #view: DataView;

  constructor(readonly bytes: Uint8Array) {
    this.length = bytes.length;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  at64(offset: number): bigint {
    return this.#view.getBigUint64(offset, true);
  }

  at32(offset: number): bigint {
    return BigInt(this.#view.getUint32(offset, true));
  }
}

function hashUpTo16(s: Words): bigint {
  const n = s.length;
  if (n >= 8) {
    const multiplier = K2 + BigInt(n) * 2n;
    const a = wrap(s.at64(0) + K2);
    const b = s.at64(n - 8);
    const c = wrap(rotateRight(b, 37n) * multiplier + a);
    const d = wrap((rotateRight(a, 25n) + b) * multiplier);
    return mix(c, d, multiplier);
  }
  if (n >= 4) {
    const multiplier = K2 + BigInt(n) * 2n;
    return mix(BigInt(n) + (s.at32(0) << 3n), s.at32(n - 4), multiplier);
  }
  if (n > 0) {
    const first = s.bytes[0] ?? 0;
    const middle = s.bytes[n >> 1] ?? 0;
    const last = s.bytes[n - 1] ?? 0;
    const y = BigInt(first + (middle << 8));
    const z = BigInt(n + (last << 2));
    return wrap(foldHigh(wrap(y * K2) ^ wrap(z * K0)) * K2);
  }
  return K2;
}

function hash17To32(s: Words): bigint {
  const n = s.length;
  const multiplier = K2 + BigInt(n) * 2n;
  const a = wrap(s.at64(0) * K1);
  const b = s.at64(8);
  const c = wrap(s.at64(n - 8) * multiplier);
  const d = wrap(s.at64(n - 16) * K2);
  return mix(
    wrap(rotateRight(wrap(a + b), 43n) + rotateRight(c, 30n) + d),
    wrap(a + rotateRight(wrap(b + K2), 18n) + c),
    multiplier,
  );
}

function hash33To64(s: Words): bigint {
  const n = s.length;
  const multiplier = K2 + BigInt(n) * 2n;
  const a = wrap(s.at64(0) * K2);
  const b = s.at64(8);
  const c = wrap(s.at64(n - 8) * multiplier);
  const d = wrap(s.at64(n - 16) * K2);
  const y = wrap(rotateRight(wrap(a + b), 43n) + rotateRight(c, 30n) + d);
  const z = mix(y, wrap(a + rotateRight(wrap(b + K2), 18n) + c), multiplier);
  const e = wrap(s.at64(16) * multiplier);
  const f = s.at64(24);
  const g = wrap((y + s.at64(n - 32)) * multiplier);
  const h = wrap((z + s.at64(n - 24)) * multiplier);
  return mix(
    wrap(rotateRight(wrap(e + f), 43n) + rotateRight(g, 30n) + h),
    wrap(e + rotateRight(wrap(f + a), 18n) + g),
    multiplier,
  );
}

/** Mixes the 32 bytes at `offset` into two running words. */
function weakHash32(s: Words, offset: number, seeds: readonly [bigint, bigint]): [bigint, bigint] {
  const [w, x, y, z] = [s.at64(offset), s.at64(offset + 8), s.at64(offset + 16), s.at64(offset + 24)];
  let a = wrap(seeds[0] + w);
  let b = rotateRight(wrap(seeds[1] + a + z), 21n);
  const start = a;
  a = wrap(a + x + y);
  b = wrap(b + rotateRight(a, 44n));
  return [wrap(a + z), wrap(b + start)];
}

function hashOver64(s: Words): bigint {
  const seed = 81n;
  let x = seed;
  let y = wrap(seed * K1 + 113n);
  let z = wrap(foldHigh(wrap(y * K2 + 113n)) * K2);
  let v: [bigint, bigint] = [0n, 0n];
  let w: [bigint, bigint] = [0n, 0n];
  x = wrap(x * K2 + s.at64(0));

  // Whole 64-byte blocks, but always leaving 1 to 64 bytes for the last one, which is read from the end.
  const lastBlock = s.length - 64;
  const blocksEnd = (s.length - 1) & ~63;
  for (let at = 0; at < blocksEnd; at += 64) {
    x = wrap(rotateRight(wrap(x + y + v[0] + s.at64(at + 8)), 37n) * K1);
    y = wrap(rotateRight(wrap(y + v[1] + s.at64(at + 48)), 42n) * K1);
    x ^= w[1];
    y = wrap(y + v[0] + s.at64(at + 40));
    z = wrap(rotateRight(wrap(z + w[0]), 33n) * K1);
    v = weakHash32(s, at, [wrap(v[1] * K1), wrap(x + w[0])]);
    w = weakHash32(s, at + 32, [wrap(z + w[1]), wrap(y + s.at64(at + 16))]);
    [z, x] = [x, z];
  }

  const multiplier = wrap(K1 + ((z & 0xffn) << 1n));
  w[0] = wrap(w[0] + BigInt((s.length - 1) & 63));
  v[0] = wrap(v[0] + w[0]);
  w[0] = wrap(w[0] + v[0]);
  x = wrap(rotateRight(wrap(x + y + v[0] + s.at64(lastBlock + 8)), 37n) * multiplier);
  y = wrap(rotateRight(wrap(y + v[1] + s.at64(lastBlock + 48)), 42n) * multiplier);
  x ^= wrap(w[1] * 9n);
  y = wrap(y + v[0] * 9n + s.at64(lastBlock + 40));
  z = wrap(rotateRight(wrap(z + w[0]), 33n) * multiplier);
  v = weakHash32(s, lastBlock, [wrap(v[1] * multiplier), wrap(x + w[0])]);
  w = weakHash32(s, lastBlock + 32, [wrap(z + w[1]), wrap(y + s.at64(lastBlock + 16))]);
  [z, x] = [x, z];
  return mix(
    wrap(mix(v[0], w[0], multiplier) + wrap(foldHigh(y) * K0) + z),
    wrap(mix(v[1], w[1], multiplier) + x),
    multiplier,
  );
}

const utf8 = new TextEncoder();

/**
 * FarmHash's Fingerprint64 of a text's UTF-8 bytes: an unsigned 64-bit number that never changes from one
 * machine or version to the next, which is why TensorFlow puts unknown words into buckets by it.
 *
 * A lone surrogate has no UTF-8 form; it is hashed as U+FFFD, the replacement character.
 *
 * @param text - A string (hashed as UTF-8) or the bytes themselves.
 * @returns The fingerprint, 0 to 2^64 - 1.
 *
 * Source: FarmHash, `farmhashna::Hash64` (Pike, 2014); equal to `tf.strings.to_hash_bucket_fast` before its
 * modulo.
 *
 * @example
 * ```ts
 * lookup.fingerprint64("king") % 5n; // 3n
 * ```
 */
export function fingerprint64(text: string | Uint8Array): bigint {
  const words = new Words(typeof text === "string" ? utf8.encode(text) : text);
  if (words.length <= 16) return hashUpTo16(words);
  if (words.length <= 32) return hash17To32(words);
  if (words.length <= 64) return hash33To64(words);
  return hashOver64(words);
}
