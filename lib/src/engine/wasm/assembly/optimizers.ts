/* One pass over a parameter, as in optimizers/*.ts: every operation rounded. Updates w and slots in place. */

/** See optimizers/adam.ts. `greatest` is 0 without amsgrad. */
// @ts-expect-error: decorator
@inline
function adamWith(
  w: usize,
  g: usize,
  m: usize,
  v: usize,
  greatest: usize,
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
  const bytes = (<usize>n) << 2;
  for (let at: usize = 0; at < bytes; at += 16) {
    const gradient = v128.load(g + at);
    let mean = v128.load(m + at);
    mean = f32x4.add(mean, f32x4.mul(f32x4.sub(gradient, mean), r1));
    v128.store(m + at, mean);
    let square = v128.load(v + at);
    square = f32x4.add(square, f32x4.mul(f32x4.sub(f32x4.mul(gradient, gradient), square), r2));
    v128.store(v + at, square);
    if (greatest !== 0) {
      const former = v128.load(greatest + at);
      square = v128.bitselect(square, former, f32x4.gt(square, former));
      v128.store(greatest + at, square);
    }
    const step = f32x4.div(f32x4.mul(a, mean), f32x4.add(f32x4.sqrt(square), e));
    v128.store(w + at, f32x4.sub(v128.load(w + at), step));
  }
}

// biome-ignore format: one line for each
export function adam(w: usize, g: usize, m: usize, v: usize, n: i32, alpha: f32, rest1: f32, rest2: f32, epsilon: f32): void {
  adamWith(w, g, m, v, 0, n, alpha, rest1, rest2, epsilon);
}

// biome-ignore format: one line for each
export function amsgrad(w: usize, g: usize, m: usize, v: usize, greatest: usize, n: i32, alpha: f32, rest1: f32, rest2: f32, epsilon: f32): void {
  adamWith(w, g, m, v, greatest, n, alpha, rest1, rest2, epsilon);
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

/** v ← beta · v - rate · g, w ← w + (beta · v - rate · g) */
export function nesterov(w: usize, g: usize, v: usize, n: i32, rate: f32, beta: f32): void {
  const r = f32x4.splat(rate);
  const b = f32x4.splat(beta);
  for (const end = w + ((<usize>n) << 2); w < end; w += 16, g += 16, v += 16) {
    const step = f32x4.mul(r, v128.load(g));
    const velocity = f32x4.sub(f32x4.mul(b, v128.load(v)), step);
    v128.store(v, velocity);
    v128.store(w, f32x4.add(v128.load(w), f32x4.sub(f32x4.mul(b, velocity), step)));
  }
}

/** v ← beta · v + rest · g, w ← w - rate · v */
export function averagedMomentum(
  w: usize,
  g: usize,
  v: usize,
  n: i32,
  rate: f32,
  beta: f32,
  rest: f32,
): void {
  const r = f32x4.splat(rate);
  const b = f32x4.splat(beta);
  const c = f32x4.splat(rest);
  for (const end = w + ((<usize>n) << 2); w < end; w += 16, g += 16, v += 16) {
    const velocity = f32x4.add(f32x4.mul(b, v128.load(v)), f32x4.mul(c, v128.load(g)));
    v128.store(v, velocity);
    v128.store(w, f32x4.sub(v128.load(w), f32x4.mul(r, velocity)));
  }
}

/** s ← s + g², w ← w - rate · g / sqrt(s + epsilon) */
export function adagrad(w: usize, g: usize, s: usize, n: i32, rate: f32, epsilon: f32): void {
  const r = f32x4.splat(rate);
  const e = f32x4.splat(epsilon);
  for (const end = w + ((<usize>n) << 2); w < end; w += 16, g += 16, s += 16) {
    const gradient = v128.load(g);
    const sum = f32x4.add(v128.load(s), f32x4.mul(gradient, gradient));
    v128.store(s, sum);
    const step = f32x4.div(f32x4.mul(r, gradient), f32x4.sqrt(f32x4.add(sum, e)));
    v128.store(w, f32x4.sub(v128.load(w), step));
  }
}

/** See optimizers/nadam.ts. */
export function nadam(
  w: usize,
  g: usize,
  m: usize,
  v: usize,
  n: i32,
  rest1: f32,
  rest2: f32,
  momentWeight: f32,
  gradientWeight: f32,
  correction: f32,
  epsilon: f32,
): void {
  const r1 = f32x4.splat(rest1);
  const r2 = f32x4.splat(rest2);
  const mw = f32x4.splat(momentWeight);
  const gw = f32x4.splat(gradientWeight);
  const c = f32x4.splat(correction);
  const e = f32x4.splat(epsilon);
  for (const end = w + ((<usize>n) << 2); w < end; w += 16, g += 16, m += 16, v += 16) {
    const gradient = v128.load(g);
    let mean = v128.load(m);
    mean = f32x4.add(mean, f32x4.mul(f32x4.sub(gradient, mean), r1));
    v128.store(m, mean);
    let square = v128.load(v);
    square = f32x4.add(square, f32x4.mul(f32x4.sub(f32x4.mul(gradient, gradient), square), r2));
    v128.store(v, square);
    const step = f32x4.add(f32x4.mul(mw, mean), f32x4.mul(gw, gradient));
    const root = f32x4.add(f32x4.sqrt(f32x4.mul(square, c)), e);
    v128.store(w, f32x4.sub(v128.load(w), f32x4.div(step, root)));
  }
}

/**
 * v ← rho · v + rest · g², w ← w - rate · g / sqrt(v + epsilon); see optimizers/rmsprop.ts. `average` and `moment`
 * are 0 where there are none.
 */
// @ts-expect-error: decorator
@inline
function rmspropWith(
  w: usize,
  g: usize,
  v: usize,
  average: usize,
  moment: usize,
  n: i32,
  rate: f32,
  rho: f32,
  rest: f32,
  beta: f32,
  epsilon: f32,
): void {
  const r = f32x4.splat(rate);
  const kept = f32x4.splat(rho);
  const c = f32x4.splat(rest);
  const b = f32x4.splat(beta);
  const e = f32x4.splat(epsilon);
  const bytes = (<usize>n) << 2;
  for (let at: usize = 0; at < bytes; at += 16) {
    const gradient = v128.load(g + at);
    let spread = f32x4.add(
      f32x4.mul(kept, v128.load(v + at)),
      f32x4.mul(c, f32x4.mul(gradient, gradient)),
    );
    v128.store(v + at, spread);
    if (average !== 0) {
      const mean = f32x4.add(f32x4.mul(kept, v128.load(average + at)), f32x4.mul(c, gradient));
      v128.store(average + at, mean);
      spread = f32x4.sub(spread, f32x4.mul(mean, mean));
    }
    let step = f32x4.div(f32x4.mul(r, gradient), f32x4.sqrt(f32x4.add(spread, e)));
    if (moment !== 0) {
      step = f32x4.add(f32x4.mul(b, v128.load(moment + at)), step);
      v128.store(moment + at, step);
    }
    v128.store(w + at, f32x4.sub(v128.load(w + at), step));
  }
}

// biome-ignore format: one line for each
export function rmsprop(w: usize, g: usize, v: usize, n: i32, rate: f32, rho: f32, rest: f32, beta: f32, epsilon: f32): void {
  rmspropWith(w, g, v, 0, 0, n, rate, rho, rest, beta, epsilon);
}

// biome-ignore format: one line for each
export function rmspropCentered(w: usize, g: usize, v: usize, average: usize, n: i32, rate: f32, rho: f32, rest: f32, beta: f32, epsilon: f32): void {
  rmspropWith(w, g, v, average, 0, n, rate, rho, rest, beta, epsilon);
}

// biome-ignore format: one line for each
export function rmspropMomentum(w: usize, g: usize, v: usize, moment: usize, n: i32, rate: f32, rho: f32, rest: f32, beta: f32, epsilon: f32): void {
  rmspropWith(w, g, v, 0, moment, n, rate, rho, rest, beta, epsilon);
}

// biome-ignore format: one line for each
export function rmspropCenteredMomentum(w: usize, g: usize, v: usize, average: usize, moment: usize, n: i32, rate: f32, rho: f32, rest: f32, beta: f32, epsilon: f32): void {
  rmspropWith(w, g, v, average, moment, n, rate, rho, rest, beta, epsilon);
}
