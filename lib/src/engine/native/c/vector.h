/*
 * Vectors of LANES float32 values by the compilers' vector extensions, so that one text serves every width. Kernels
 * follow the reference engine step by step; they are compiled without contraction for exact mode, so no product is
 * fused with a sum, and with it for fast mode.
 *
 * Arrays are given by their addresses, which the caller knows as numbers. Nothing is read or written past the end of
 * an array but where a kernel says so.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#ifndef LANES
#define LANES 4
#endif

typedef uint64_t address;
typedef float vector __attribute__((vector_size(4 * LANES), aligned(4), may_alias));
typedef int32_t whole __attribute__((vector_size(4 * LANES), aligned(4), may_alias));
/* Four lanes, whatever the width: rows are summed in four running sums. */
typedef float four __attribute__((vector_size(16), aligned(4), may_alias));
typedef int32_t four_whole __attribute__((vector_size(16), aligned(4), may_alias));

#define INLINE static inline __attribute__((always_inline))
#define FLOATS(at) ((float *)(uintptr_t)(at))
#define UNROLL _Pragma("GCC unroll 32")

INLINE vector load(const float *from) { return *(const vector *)from; }
INLINE void store(float *to, vector x) { *(vector *)to = x; }

/* x - 0 is x, also for -0, and compilers know: one instruction. */
INLINE vector splat(float x) { return x - (vector){0}; }

#if LANES == 16 && defined(__AVX512F__)
#include <immintrin.h>
INLINE vector load_some(const float *from, int count) {
  return (vector)_mm512_maskz_loadu_ps((__mmask16)((1u << count) - 1), from);
}
INLINE void store_some(float *to, vector x, int count) {
  _mm512_mask_storeu_ps(to, (__mmask16)((1u << count) - 1), (__m512)x);
}
#else
/* The first `count` values, 1 to LANES; zeros after them. */
#if LANES == 8 && defined(__AVX2__)
#include <immintrin.h>
INLINE vector load_some(const float *from, int count) {
  const __m256i numbers = _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7);
  return (vector)_mm256_maskload_ps(from, _mm256_cmpgt_epi32(_mm256_set1_epi32(count), numbers));
}
#else
INLINE vector load_some(const float *from, int count) {
  vector r = splat(0);
  memcpy(&r, from, (size_t)count * 4);
  return r;
}
#endif
INLINE void store_some(float *to, vector x, int count) { memcpy(to, &x, (size_t)count * 4); }
#endif

/*
 * sum + b · *x, the product rounded unless the mode fuses it (FUSED). AVX-512 can multiply by a value that stays in memory,
 * which compilers do only where it is used once; filling a register with it costs AMD's processors a fourth of a product's
 * speed. Intel's load too seldom for fused products of values in memory, so these have kernels IN_REGISTERS.
 */
INLINE vector add_times(vector sum, vector b, const float *x) {
#if LANES != 16 || !defined(__AVX512F__) || defined(IN_REGISTERS)
  return sum + splat(*x) * b;
#elif defined(FUSED)
  __asm__("vfmadd231ps %2%{1to16%}, %1, %0" : "+v"(sum) : "v"(b), "m"(*x));
  return sum;
#else
  vector product;
  __asm__("vmulps %2%{1to16%}, %1, %0" : "=v"(product) : "v"(b), "m"(*x));
  return sum + product;
#endif
}

INLINE vector choose(whole mask, vector a, vector b) {
  return (vector)((mask & (whole)a) | (~mask & (whole)b));
}

INLINE vector absolute(vector x) { return (vector)((whole)x & 0x7fffffff); }
INLINE vector negative(vector x) { return (vector)((whole)x ^ INT32_MIN); }

INLINE vector root(vector x) {
#if LANES == 16 && defined(__AVX512F__)
  return (vector)_mm512_sqrt_ps((__m512)x);
#else
  vector r;
  UNROLL for (int i = 0; i < LANES; i++) r[i] = __builtin_sqrtf(x[i]);
  return r;
#endif
}

/* The greater one; NaN if either is; +0 of zeros. */
INLINE vector greater_of(vector a, vector b) {
  vector equal = (vector)((whole)a & (whole)b);
  vector r = choose(a > b, a, choose(a < b, b, equal));
  return choose((a == a) & (b == b), r, a + b);
}

/* The smaller one; NaN if either is; -0 of zeros. */
INLINE vector smaller_of(vector a, vector b) {
  vector equal = (vector)((whole)a | (whole)b);
  vector r = choose(a < b, a, choose(a > b, b, equal));
  return choose((a == a) & (b == b), r, a + b);
}
