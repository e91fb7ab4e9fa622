import { exp4, log4, relu4, sigmoid4, tanh4 } from "./lanes";

/*
 * out = f(x) for n float32 values. Both regions have room for n rounded up to 4: the last step may compute
 * lanes that nobody looks at.
 */

export function exp(x: usize, out: usize, n: i32): void {
  for (const end = x + ((<usize>n) << 2); x < end; x += 16, out += 16) v128.store(out, exp4(v128.load(x)));
}

export function log(x: usize, out: usize, n: i32): void {
  for (const end = x + ((<usize>n) << 2); x < end; x += 16, out += 16) v128.store(out, log4(v128.load(x)));
}

export function sigmoid(x: usize, out: usize, n: i32): void {
  for (const end = x + ((<usize>n) << 2); x < end; x += 16, out += 16)
    v128.store(out, sigmoid4(v128.load(x)));
}

export function tanh(x: usize, out: usize, n: i32): void {
  for (const end = x + ((<usize>n) << 2); x < end; x += 16, out += 16) v128.store(out, tanh4(v128.load(x)));
}

export function neg(x: usize, out: usize, n: i32): void {
  for (const end = x + ((<usize>n) << 2); x < end; x += 16, out += 16) v128.store(out, f32x4.neg(v128.load(x)));
}

export function sqrt(x: usize, out: usize, n: i32): void {
  for (const end = x + ((<usize>n) << 2); x < end; x += 16, out += 16) v128.store(out, f32x4.sqrt(v128.load(x)));
}

export function relu(x: usize, out: usize, n: i32): void {
  for (const end = x + ((<usize>n) << 2); x < end; x += 16, out += 16) v128.store(out, relu4(v128.load(x)));
}

export function abs(x: usize, out: usize, n: i32): void {
  for (const end = x + ((<usize>n) << 2); x < end; x += 16, out += 16) v128.store(out, f32x4.abs(v128.load(x)));
}
