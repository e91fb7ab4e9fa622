/* How a kernel is declared, so that its name and parameters can be asked for, and room of a thread's own. */
#pragma once
#include "vector.h"
#include <stdlib.h>

#if defined(_WIN32)
#define EXPORT __declspec(dllexport)
#else
#define EXPORT __attribute__((visibility("default")))
#endif

#define JOIN_(a, b) gradbook_##a##_##b
#define JOIN(a, b) JOIN_(a, b)
/* KIND is the name of this compilation, such as avx2_exact. */
#define SYMBOL(name) JOIN(KIND, name)

#define KERNEL(result, name, ...)                                                                   \
  static const char text_of_##name[] = #result " " #name "(" #__VA_ARGS__ ")";                      \
  EXPORT result SYMBOL(name)(__VA_ARGS__)

/* Memory that lasts until the thread asks for more; it goes with the process. */
INLINE char *room(size_t bytes) {
  static _Thread_local char *at;
  static _Thread_local size_t size;
  if (bytes > size) {
    free(at);
    at = aligned_alloc(64, (bytes + 4095) / 4096 * 4096);
    size = at == NULL ? 0 : bytes;
  }
  return at;
}
