/*
 * A list of kernel calls, one after the other, by all threads that come: each takes the next part of the call of now by
 * compare-and-swap, and the one that finishes its last part opens the next call. Every other thread takes them from the
 * end: so each has, from call to call, mostly the rows that are in its own nearest caches. A wait is a look at one word, a
 * tenth of a microsecond, where a call from JavaScript costs several.
 */
#pragma once
#include "kernel.h"
#include "system.h"

#define MOST_NUMBERS 24

/* A call as native/list-program.ts writes it. */
typedef struct {
  double kernel, count, size, total, part, parts;
  double addresses; /* a bit for each number that is an address in the memory */
  double numbers[MOST_NUMBERS], moves[MOST_NUMBERS];
} listed_call;

typedef struct {
  _Alignas(64) uint64_t claim; /* the call of now times CALL, parts taken from its end times PARTS, and from its beginning */
  _Alignas(64) uint64_t done;  /* parts of it that are done */
  _Alignas(64) int64_t calls;
  _Alignas(64) listed_call call[];
} call_list;

#define PARTS 65536u
#define CALL ((uint64_t)PARTS * PARTS)
/* Looks before a thread that waits lets others have its core. */
#define LOOKS 4000
/* After so long a thread that waits leaves the rest to those that still compute. */
#define PATIENCE_NS 20000000

extern const kernel *const SYMBOL(kernels)[];

INLINE void look_again(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

static void call_part(const listed_call *of, double memory, int64_t part) {
  double numbers[MOST_NUMBERS];
  const int count = (int)of->count, size = (int)of->size;
  const uint32_t addresses = (uint32_t)of->addresses;
  const double from = (double)part * of->part;
  for (int i = 0; i < count; i++) {
    numbers[i] = of->moves[i] != 0 ? of->numbers[i] + from * of->moves[i] : of->numbers[i];
    if (addresses >> i & 1) numbers[i] += memory;
  }
  if (size >= 0) numbers[size] = of->total - from < of->part ? of->total - from : of->part;
  SYMBOL(kernels)[(int)of->kernel]->call(numbers);
}

/*
 * Computes what is left of a list, with any others that call this at the same time. Who waits for long for a part that
 * another thread holds returns: that one goes on. With a count above 1, a thread was lost: the call of now begins again.
 */
KERNEL(void, runList, address memory, address program, int64_t thread, int64_t count) {
  call_list *list = (call_list *)(uintptr_t)program;
  const int at_end = thread & 1;
  if (count > 1) {
    list->done = 0;
    __atomic_store_n(&list->claim, list->claim / CALL * CALL, __ATOMIC_RELEASE);
  }
  int64_t looks = 0, since = 0;
  for (;;) {
    uint64_t claim = __atomic_load_n(&list->claim, __ATOMIC_ACQUIRE);
    const int64_t at = (int64_t)(claim / CALL);
    if (at >= list->calls) return;
    const listed_call *of = list->call + at;
    const uint64_t first = claim % PARTS, last = claim / PARTS % PARTS, parts = (uint64_t)of->parts;
    if (first + last < parts) {
      const uint64_t taken = claim + (at_end ? PARTS : 1);
      if (!__atomic_compare_exchange_n(&list->claim, &claim, taken, 0, __ATOMIC_ACQ_REL, __ATOMIC_RELAXED)) continue;
      call_part(of, (double)memory, (int64_t)(at_end ? parts - 1 - last : first));
      looks = 0;
      if (__atomic_add_fetch(&list->done, 1, __ATOMIC_ACQ_REL) < parts) continue;
      list->done = 0;
      __atomic_store_n(&list->claim, (uint64_t)(at + 1) * CALL, __ATOMIC_RELEASE);
    } else if (++looks < LOOKS) look_again();
    else {
      if (looks == LOOKS) since = nanoseconds();
      else if (nanoseconds() - since > PATIENCE_NS) return;
      let_others();
    }
  }
}
