/* One pass over a parameter, as in optimizers/*.ts: every operation rounded. Updates w and slots in place. */

/** w ← w - rate · w · decay is done before; see optimizers/adam.ts. */
export function adam(
  w: usize,
  g: usize,
  m: usize,
  v: usize,
  n: i32,
  alpha: f32,
  rest1: f32,
  rest2: f32,
  epsilon: f32,
): void {
  const a = f32x4.splat(alpha);
  const r1 = f32x4.splat(rest1);
  const r2 = f32x4.splat(rest2);
  const e = f32x4.splat(epsilon);
  for (const end = w + ((<usize>n) << 2); w < end; w += 16, g += 16, m += 16, v += 16) {
    const gradient = v128.load(g);
    let mean = v128.load(m);
    mean = f32x4.add(mean, f32x4.mul(f32x4.sub(gradient, mean), r1));
    v128.store(m, mean);
    let square = v128.load(v);
    square = f32x4.add(square, f32x4.mul(f32x4.sub(f32x4.mul(gradient, gradient), square), r2));
    v128.store(v, square);
    const step = f32x4.div(f32x4.mul(a, mean), f32x4.add(f32x4.sqrt(square), e));
    v128.store(w, f32x4.sub(v128.load(w), step));
  }
}

/** w ← w - rate · g */
export function sgd(w: usize, g: usize, n: i32, rate: f32): void {
  const r = f32x4.splat(rate);
  for (const end = w + ((<usize>n) << 2); w < end; w += 16, g += 16) {
    v128.store(w, f32x4.sub(v128.load(w), f32x4.mul(r, v128.load(g))));
  }
}

/** v ← beta · v - rate · g, w ← w + v */
export function momentum(w: usize, g: usize, v: usize, n: i32, rate: f32, beta: f32): void {
  const r = f32x4.splat(rate);
  const b = f32x4.splat(beta);
  for (const end = w + ((<usize>n) << 2); w < end; w += 16, g += 16, v += 16) {
    const velocity = f32x4.sub(f32x4.mul(b, v128.load(v)), f32x4.mul(r, v128.load(g)));
    v128.store(v, velocity);
    v128.store(w, f32x4.add(v128.load(w), velocity));
  }
}
