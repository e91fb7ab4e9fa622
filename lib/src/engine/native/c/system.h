/* What each system calls by another name. */
#pragma once
#include <stdint.h>
#include <stdlib.h>

#if defined(_WIN32)
#include <malloc.h>

/* windows.h would take names of the kernels' own. */
__declspec(dllimport) int QueryPerformanceFrequency(int64_t *);
__declspec(dllimport) int QueryPerformanceCounter(int64_t *);
__declspec(dllimport) int SwitchToThread(void);

/* A clock that only goes forward. */
static inline int64_t nanoseconds(void) {
  int64_t ticks, per_second;
  QueryPerformanceFrequency(&per_second);
  QueryPerformanceCounter(&ticks);
  return (int64_t)((double)ticks * 1e9 / (double)per_second);
}

/* Lets others have this thread's core. */
static inline void let_others(void) { SwitchToThread(); }

/* Memory that begins at a cache line; `bytes` are a multiple of one. */
static inline void *take_lines(size_t bytes) { return _aligned_malloc(bytes, 64); }
static inline void give_lines(void *lines) { _aligned_free(lines); }
#else
#include <sched.h>
#include <time.h>

/* A clock that only goes forward. */
static inline int64_t nanoseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

/* Lets others have this thread's core. */
static inline void let_others(void) { sched_yield(); }

/* Memory that begins at a cache line; `bytes` are a multiple of one. */
static inline void *take_lines(size_t bytes) { return aligned_alloc(64, bytes); }
static inline void give_lines(void *lines) { free(lines); }
#endif
