/*
 * Sums of many values, as reference/README.md defines them: up to LONG terms in one go; longer ones in blocks of BLOCK
 * terms, whose sums are joined in a tree: neighbours in pairs, the pairs in pairs, and so on.
 */
#pragma once
#include "kernel.h"

#define LONG 4096
#define BLOCK 256

/* Terms of a block that is one running sum. */
INLINE int64_t run_of(int64_t terms) { return terms > 1 << 20 ? 64 : BLOCK; }

/* Levels of the tree: enough for 2^32 blocks. */
#define LEVELS 32

/* The sums of blocks so far. Level l holds the sum of 2^l neighbouring blocks where bit l of `count` is set. */
typedef struct {
  float *levels;
  size_t width;
  uint32_t count;
} tree;

/* Adds the sums of a block, `width` of them side by side, a multiple of LANES. The block's memory is used up. */
INLINE void join(tree *sums, float *block) {
  uint32_t count = sums->count++;
  float *level = sums->levels;
  for (; count & 1; count >>= 1, level += sums->width) {
    for (size_t j = 0; j < sums->width; j += LANES) store(block + j, load(level + j) + load(block + j));
  }
  memcpy(level, block, sums->width * 4);
}

/* The same for sums in a register, of a tree that is one vector wide; gives the zeros that the next block starts from. */
INLINE vector join_vector(tree *sums, vector sum) {
  float block[LANES];
  store(block, sum);
  join(sums, block);
  return splat(0);
}

/* The sums of all blocks. */
INLINE void finish(const tree *sums, float *out) {
  const float *level = sums->levels;
  int is_first = 1;
  for (uint32_t count = sums->count; count > 0; count >>= 1, level += sums->width) {
    if (!(count & 1)) continue;
    if (is_first) memcpy(out, level, sums->width * 4);
    else
      for (size_t j = 0; j < sums->width; j += LANES) store(out + j, load(level + j) + load(out + j));
    is_first = 0;
  }
}

/* The same for single numbers. */
typedef struct {
  float levels[LEVELS];
  uint32_t count;
} small_tree;

INLINE void join_one(small_tree *sums, float block) {
  uint32_t count = sums->count++;
  int level = 0;
  for (; count & 1; count >>= 1, level++) block = sums->levels[level] + block;
  sums->levels[level] = block;
}

INLINE float finish_one(const small_tree *sums) {
  float out = 0;
  int is_first = 1, level = 0;
  for (uint32_t count = sums->count; count > 0; count >>= 1, level++) {
    if (!(count & 1)) continue;
    out = is_first ? sums->levels[level] : sums->levels[level] + out;
    is_first = 0;
  }
  return out;
}

/* (s0 + s1) + (s2 + s3) */
INLINE float add_lanes(four s) { return (s[0] + s[1]) + (s[2] + s[3]); }

/* A few values and zeros after them. */
INLINE four load_some_of_four(const float *from, int64_t count) {
  four r = {0, 0, 0, 0};
  memcpy(&r, from, (size_t)count * 4);
  return r;
}

/* Up to LONG values in four running sums. */
INLINE float sum_short(const float *x, int64_t n) {
  four s = {0, 0, 0, 0};
  int64_t i = 0;
  for (; i + 4 <= n; i += 4) s = s + *(const four *)(x + i);
  if (i < n) s = s + load_some_of_four(x + i, n - i);
  return add_lanes(s);
}

/* The sum of n values, in blocks where there are many. */
INLINE float sum_of(const float *x, int64_t n) {
  if (n <= LONG) return sum_short(x, n);
  small_tree sums = {.count = 0};
  int64_t i = 0;
  /* Four blocks at once, so that their additions need not wait for each other. */
  for (; i + 4 * BLOCK <= n; i += 4 * BLOCK) {
    const float *at = x + i;
    four s0 = {0, 0, 0, 0}, s1 = s0, s2 = s0, s3 = s0;
    for (int j = 0; j < BLOCK; j += 4) {
      s0 = s0 + *(const four *)(at + j);
      s1 = s1 + *(const four *)(at + BLOCK + j);
      s2 = s2 + *(const four *)(at + 2 * BLOCK + j);
      s3 = s3 + *(const four *)(at + 3 * BLOCK + j);
    }
    join_one(&sums, add_lanes(s0));
    join_one(&sums, add_lanes(s1));
    join_one(&sums, add_lanes(s2));
    join_one(&sums, add_lanes(s3));
  }
  for (; i < n; i += BLOCK) join_one(&sums, sum_short(x + i, n - i < BLOCK ? n - i : BLOCK));
  return finish_one(&sums);
}
