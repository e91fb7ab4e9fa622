/*
 * out = a ∘ b for float32 rows that may repeat: a step of 0 repeats one value along a row, a row distance of 0
 * repeats a whole row. Distances are in bytes. The last step of a row may compute lanes that the next row, or
 * nobody, overwrites: rows are computed in order and arrays have room at their end.
 */

const ADD: i32 = 0;
const SUB: i32 = 1;
const MUL: i32 = 2;
const DIV: i32 = 3;
const MAXIMUM: i32 = 4;
const MINIMUM: i32 = 5;

// @ts-expect-error: decorator
@inline
function combine(operation: i32, a: v128, b: v128): v128 {
  if (operation === ADD) return f32x4.add(a, b);
  if (operation === SUB) return f32x4.sub(a, b);
  if (operation === MUL) return f32x4.mul(a, b);
  if (operation === DIV) return f32x4.div(a, b);
  if (operation === MAXIMUM) return f32x4.max(a, b);
  return f32x4.min(a, b);
}

// @ts-expect-error: decorator
@inline
function rowsOf(
  operation: i32,
  a: usize,
  b: usize,
  out: usize,
  rows: i32,
  row: i32,
  rowA: usize,
  rowB: usize,
  stepA: i32,
  stepB: i32,
): void {
  const bytes = (<usize>row) << 2;
  if (rowB === 0 && rowA === bytes && stepA !== 0 && stepB !== 0 && (row & 3) === 0) {
    // One short row for all, such as a bias: a single loop, since its rows would be too short for one each.
    const endB = b + bytes;
    let fromB = b;
    for (const end = out + <usize>rows * bytes; out < end; out += 16, a += 16) {
      v128.store(out, combine(operation, v128.load(a), v128.load(fromB)));
      fromB += 16;
      if (fromB === endB) fromB = b;
    }
    return;
  }
  for (let r = 0; r < rows; r++) {
    let to = out;
    const end = out + bytes;
    let fromA = a;
    let fromB = b;
    if (stepA !== 0 && stepB !== 0) {
      for (; to < end; to += 16, fromA += 16, fromB += 16) {
        v128.store(to, combine(operation, v128.load(fromA), v128.load(fromB)));
      }
    } else if (stepA !== 0) {
      const same = v128.load32_splat(b);
      for (; to < end; to += 16, fromA += 16) v128.store(to, combine(operation, v128.load(fromA), same));
    } else {
      const same = v128.load32_splat(a);
      if (stepB !== 0) {
        for (; to < end; to += 16, fromB += 16) v128.store(to, combine(operation, same, v128.load(fromB)));
      } else {
        const result = combine(operation, same, v128.load32_splat(b));
        for (; to < end; to += 16) v128.store(to, result);
      }
    }
    a += rowA;
    b += rowB;
    out = end;
  }
}

export function add(
  a: usize,
  b: usize,
  out: usize,
  rows: i32,
  row: i32,
  rowA: usize,
  rowB: usize,
  stepA: i32,
  stepB: i32,
): void {
  rowsOf(ADD, a, b, out, rows, row, rowA, rowB, stepA, stepB);
}

export function sub(
  a: usize,
  b: usize,
  out: usize,
  rows: i32,
  row: i32,
  rowA: usize,
  rowB: usize,
  stepA: i32,
  stepB: i32,
): void {
  rowsOf(SUB, a, b, out, rows, row, rowA, rowB, stepA, stepB);
}

export function mul(
  a: usize,
  b: usize,
  out: usize,
  rows: i32,
  row: i32,
  rowA: usize,
  rowB: usize,
  stepA: i32,
  stepB: i32,
): void {
  rowsOf(MUL, a, b, out, rows, row, rowA, rowB, stepA, stepB);
}

export function div(
  a: usize,
  b: usize,
  out: usize,
  rows: i32,
  row: i32,
  rowA: usize,
  rowB: usize,
  stepA: i32,
  stepB: i32,
): void {
  rowsOf(DIV, a, b, out, rows, row, rowA, rowB, stepA, stepB);
}

export function maximum(
  a: usize,
  b: usize,
  out: usize,
  rows: i32,
  row: i32,
  rowA: usize,
  rowB: usize,
  stepA: i32,
  stepB: i32,
): void {
  rowsOf(MAXIMUM, a, b, out, rows, row, rowA, rowB, stepA, stepB);
}

export function minimum(
  a: usize,
  b: usize,
  out: usize,
  rows: i32,
  row: i32,
  rowA: usize,
  rowB: usize,
  stepA: i32,
  stepB: i32,
): void {
  rowsOf(MINIMUM, a, b, out, rows, row, rowA, rowB, stepA, stepB);
}
