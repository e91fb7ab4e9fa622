/* Which kind of kernels the processor can run, the widest first. */
#include <stddef.h>

#if defined(_WIN32)
#define EXPORT __declspec(dllexport)
#else
#define EXPORT __attribute__((visibility("default")))
#endif

/* The kinds that this library was built with and this processor has, by number; NULL past the last one. */
EXPORT const char *gradbook_kind(int number) {
  const char *found[3];
  int count = 0;
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512bw") &&
      __builtin_cpu_supports("avx512dq"))
    found[count++] = "avx512";
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) found[count++] = "avx2";
#elif defined(__aarch64__)
  found[count++] = "neon";
#endif
  return number >= 0 && number < count ? found[number] : NULL;
}

/* The address of an array, as a number. */
EXPORT unsigned long long gradbook_address(const void *array) { return (unsigned long long)(size_t)array; }
