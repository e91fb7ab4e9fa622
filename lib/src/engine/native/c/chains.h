/*
 * A chain of element-wise operations over one matrix, and sums over its rows between them (engine/wasm/chains/chain.ts),
 * as a list of operations that are run one after the other on a block of rows and columns that stays in the first
 * cache. The order of every operation and every sum is that of one operation after the other.
 */
#pragma once
#include "functions.h"
#include "sums.h"

enum { MATRIX, ROW, COLUMN, ONE };
enum { ABS, ADDITION, COPY, DIVISION, MAXIMUM, MINIMUM, PRODUCT, NEGATIVE, RELU, ROOT, STEP, DIFFERENCE, SUM };

/* A value: how it spreads, where it lies (0: nowhere), and its place among the values of a block. */
typedef struct {
  int32_t spread;
  uint32_t at;
  int32_t aside;
} chain_value;

typedef struct {
  int32_t operation, a, b, output, pass;
} chain_step;

typedef struct {
  int32_t rows, columns, by_columns, passes, values, steps;
} chain_head;

#define STRIP (4 * LANES)
#define BLOCK_ROWS 16
/* Values of a block that lie aside. */
#define ASIDE (STRIP * BLOCK_ROWS)

/* A block of rows and columns. */
typedef struct {
  const chain_value *values;
  char *memory;
  float *aside;
  int64_t columns, row, column;
  int rows, width; /* the block's size */
  int row_of_values; /* how far rows of values aside are apart */
} chain_block;

typedef struct {
  float *from;
  int64_t row; /* from one row to the next, in values */
  int is_single; /* one value for the whole row */
} operand;

INLINE operand operand_of(const chain_block *of, int32_t number) {
  const chain_value *value = of->values + number;
  float *at = value->at ? (float *)(of->memory + value->at) : of->aside + (int64_t)value->aside * ASIDE;
  switch (value->spread) {
  case MATRIX:
    return value->at ? (operand){at + of->row * of->columns + of->column, of->columns, 0}
                     : (operand){at, of->row_of_values, 0};
  case ROW:
    return (operand){value->at ? at + of->column : at, 0, 0};
  case COLUMN:
    return (operand){at + of->row, 1, 1};
  default:
    return (operand){at, 0, 1};
  }
}

/* out = f(a, b) on a block. Lanes past its width are neither read nor written. */
#define ON_BLOCK(f)                                                                                 \
  for (int r = 0; r < rows; r++) {                                                                  \
    const float *x = a.from + r * a.row, *y = b.from + r * b.row;                                   \
    float *to = out.from + r * out.row;                                                             \
    const vector same_x = splat(*x), same_y = splat(*y);                                            \
    int i = 0;                                                                                      \
    if (!a.is_single && !b.is_single)                                                               \
      for (; i + LANES <= width; i += LANES) store(to + i, f(load(x + i), load(y + i)));            \
    else if (!a.is_single)                                                                          \
      for (; i + LANES <= width; i += LANES) store(to + i, f(load(x + i), same_y));                 \
    else if (!b.is_single)                                                                          \
      for (; i + LANES <= width; i += LANES) store(to + i, f(same_x, load(y + i)));                 \
    else                                                                                            \
      for (; i + LANES <= width; i += LANES) store(to + i, f(same_x, same_y));                      \
    if (i < width) {                                                                                \
      vector left = a.is_single ? same_x : load_some(x + i, width - i);                             \
      vector right = b.is_single ? same_y : load_some(y + i, width - i);                            \
      (void)right;                                                                                  \
      store_some(to + i, f(left, right), width - i);                                                \
    }                                                                                               \
  }

#define OF_ADD(x, y) ((x) + (y))
#define OF_SUB(x, y) ((x) - (y))
#define OF_MUL(x, y) ((x) * (y))
#define OF_DIV(x, y) ((x) / (y))
#define OF_ABS(x, y) absolute(x)
#define OF_NEG(x, y) negative(x)
#define OF_RELU(x, y) rectified(x)
#define OF_ROOT(x, y) root(x)
#define OF_COPY(x, y) (x)
#define OF_STEP(x, y) choose((x) > (y), splat(1), splat(0))

static void compute_block(const chain_step *step, operand a, operand b, operand out, int rows, int width) {
  switch (step->operation) {
  case ABS: ON_BLOCK(OF_ABS) break;
  case ADDITION: ON_BLOCK(OF_ADD) break;
  case COPY: ON_BLOCK(OF_COPY) break;
  case DIVISION: ON_BLOCK(OF_DIV) break;
  case MAXIMUM: ON_BLOCK(greater_of) break;
  case MINIMUM: ON_BLOCK(smaller_of) break;
  case PRODUCT: ON_BLOCK(OF_MUL) break;
  case NEGATIVE: ON_BLOCK(OF_NEG) break;
  case RELU: ON_BLOCK(OF_RELU) break;
  case ROOT: ON_BLOCK(OF_ROOT) break;
  case STEP: ON_BLOCK(OF_STEP) break;
  case DIFFERENCE: ON_BLOCK(OF_SUB) break;
  }
}

INLINE void run_step(const chain_block *of, const chain_step *step, int rows) {
  compute_block(step, operand_of(of, step->a), operand_of(of, step->b), operand_of(of, step->output), rows, of->width);
}

/* Adds the rows of a block to a row of running sums. */
INLINE void add_block(operand x, float *sums, int rows, int width) {
  int i = 0;
  for (; i + STRIP <= width; i += STRIP) {
    vector s0 = load(sums + i), s1 = load(sums + i + LANES), s2 = load(sums + i + 2 * LANES),
           s3 = load(sums + i + 3 * LANES);
    const float *from = x.from + i;
    for (int r = 0; r < rows; r++, from += x.row) {
      s0 = s0 + load(from);
      s1 = s1 + load(from + LANES);
      s2 = s2 + load(from + 2 * LANES);
      s3 = s3 + load(from + 3 * LANES);
    }
    store(sums + i, s0), store(sums + i + LANES, s1), store(sums + i + 2 * LANES, s2),
        store(sums + i + 3 * LANES, s3);
  }
  for (; i < width; i += LANES) {
    const int some = width - i < LANES ? width - i : LANES;
    vector s = load(sums + i);
    const float *from = x.from + i;
    for (int r = 0; r < rows; r++, from += x.row) s = s + load_some(from, some);
    store(sums + i, s);
  }
}

/* A strip of columns, from the first row to the last, once for each pass. */
static void run_strip(chain_block *of, const chain_head *head, const chain_step *steps, int asides) {
  /* Running sums of this pass, and the trees of long ones. */
  float *running = of->aside + (int64_t)asides * ASIDE;
  const int is_long = head->rows > LONG;
  const int64_t run = run_of(head->rows);
  for (int pass = 0; pass < head->passes; pass++) {
    of->row = 0;
    int sums = 0, inner = 0;
    for (int s = 0; s < head->steps; s++) {
      const chain_step *step = steps + s;
      if (step->pass != pass) continue;
      if (step->operation == SUM) sums++;
      else if (of->values[step->output].spread == ROW) run_step(of, step, 1);
      else inner++;
    }
    if (sums + inner == 0) continue;
    memset(running, 0, (size_t)sums * STRIP * 4);
    float *levels = running + (int64_t)sums * STRIP;
    tree *trees = (tree *)(levels + (int64_t)sums * LEVELS * STRIP);
    if (is_long)
      for (int t = 0; t < sums; t++) trees[t] = (tree){levels + (int64_t)t * LEVELS * STRIP, STRIP, 0};
    for (; of->row < head->rows; of->row += BLOCK_ROWS) {
      const int rows = head->rows - of->row < BLOCK_ROWS ? (int)(head->rows - of->row) : BLOCK_ROWS;
      int sum = 0;
      for (int s = 0; s < head->steps; s++) {
        const chain_step *step = steps + s;
        if (step->pass != pass) continue;
        if (step->operation == SUM) add_block(operand_of(of, step->a), running + STRIP * sum++, rows, of->width);
        else if (of->values[step->output].spread != ROW) run_step(of, step, rows);
      }
      const int64_t done = of->row + rows;
      if (is_long && (done % run == 0 || done == head->rows)) {
        for (int t = 0; t < sums; t++) {
          join(trees + t, running + t * STRIP);
          memset(running + t * STRIP, 0, STRIP * 4);
        }
      }
    }
    int sum = 0;
    for (int s = 0; s < head->steps; s++) {
      const chain_step *step = steps + s;
      if (step->pass != pass || step->operation != SUM) continue;
      if (is_long) finish(trees + sum, running + sum * STRIP);
      of->row = 0;
      memcpy(operand_of(of, step->output).from, running + STRIP * sum++, (size_t)of->width * 4);
    }
  }
}

/*
 * Runs a chain on its columns (by_columns, or where it has one row) or rows first…first + count - 1. `memory` is where the
 * program's addresses count from. The program: its head, its values, its steps.
 */
KERNEL(void, chain, address memory, address program, int64_t first, int64_t count) {
  const chain_head *head = (const chain_head *)(uintptr_t)program;
  const chain_value *values = (const chain_value *)(head + 1);
  const chain_step *steps = (const chain_step *)(values + head->values);
  int asides = 0, sums = 0;
  for (int v = 0; v < head->values; v++) {
    if (!values[v].at && values[v].aside >= asides) asides = values[v].aside + 1;
  }
  for (int s = 0; s < head->steps; s++) sums += steps[s].operation == SUM;
  const size_t floats = (size_t)asides * ASIDE + (size_t)sums * STRIP * (1 + LEVELS);
  chain_block of = {.values = values,
                    .memory = (char *)(uintptr_t)memory,
                    .aside = (float *)gradbook_room(floats * 4 + (size_t)sums * sizeof(tree) + 64),
                    .columns = head->columns,
                    .row_of_values = STRIP};
  if (head->by_columns) {
    for (int64_t c = first; c < first + count; c += STRIP) {
      of.column = c;
      of.width = first + count - c < STRIP ? (int)(first + count - c) : STRIP;
      run_strip(&of, head, steps, asides);
    }
    return;
  }
  const int is_flat = head->rows == 1;
  const int64_t end_row = is_flat ? 1 : first + count;
  const int64_t from = is_flat ? first : 0, end = is_flat ? first + count : head->columns;
  /* One row is taken in longer pieces. */
  const int widest = is_flat ? ASIDE : STRIP;
  of.row_of_values = widest;
  for (of.row = is_flat ? 0 : first; of.row < end_row; of.row += BLOCK_ROWS) {
    const int rows = end_row - of.row < BLOCK_ROWS ? (int)(end_row - of.row) : BLOCK_ROWS;
    for (of.column = from; of.column < end; of.column += widest) {
      of.width = end - of.column < widest ? (int)(end - of.column) : widest;
      for (int s = 0; s < head->steps; s++) run_step(&of, steps + s, rows);
    }
  }
}
