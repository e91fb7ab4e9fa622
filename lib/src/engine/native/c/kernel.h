/* How a kernel is declared, so that JavaScript can ask for its name and parameters and call it, and room for a thread. */
#pragma once
#include "vector.h"

/* A kernel as JavaScript sees it: its C declaration, and a call with its arguments one after the other. */
typedef struct {
  const char *declaration;
  double (*call)(const double *numbers);
} kernel;

#define JOIN_(a, b) gradbook_##a##_##b
#define JOIN(a, b) JOIN_(a, b)
/* KIND is the name of this compilation, such as avx2_exact. */
#define SYMBOL(name) JOIN(KIND, name)

/* How many parameters there are, up to 24. */
#define COUNT(...)                                                                                  \
  COUNT_(__VA_ARGS__, 24, 23, 22, 21, 20, 19, 18, 17, 16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1)
#define COUNT_(_1, _2, _3, _4, _5, _6, _7, _8, _9, _10, _11, _12, _13, _14, _15, _16, _17, _18, _19, _20, _21, _22, \
               _23, _24, n, ...)                                                                    \
  n

/* That many numbers; each becomes what its parameter is. */
#define NUMBERS(n) NUMBERS_(n)
#define NUMBERS_(n) NUMBERS_##n
#define NUMBERS_2 numbers[0], numbers[1]
#define NUMBERS_3 NUMBERS_2, numbers[2]
#define NUMBERS_4 NUMBERS_3, numbers[3]
#define NUMBERS_5 NUMBERS_4, numbers[4]
#define NUMBERS_6 NUMBERS_5, numbers[5]
#define NUMBERS_7 NUMBERS_6, numbers[6]
#define NUMBERS_8 NUMBERS_7, numbers[7]
#define NUMBERS_9 NUMBERS_8, numbers[8]
#define NUMBERS_10 NUMBERS_9, numbers[9]
#define NUMBERS_11 NUMBERS_10, numbers[10]
#define NUMBERS_12 NUMBERS_11, numbers[11]
#define NUMBERS_13 NUMBERS_12, numbers[12]
#define NUMBERS_14 NUMBERS_13, numbers[13]
#define NUMBERS_15 NUMBERS_14, numbers[14]
#define NUMBERS_16 NUMBERS_15, numbers[15]
#define NUMBERS_17 NUMBERS_16, numbers[16]
#define NUMBERS_18 NUMBERS_17, numbers[17]
#define NUMBERS_19 NUMBERS_18, numbers[18]
#define NUMBERS_20 NUMBERS_19, numbers[19]
#define NUMBERS_21 NUMBERS_20, numbers[20]
#define NUMBERS_22 NUMBERS_21, numbers[21]
#define NUMBERS_23 NUMBERS_22, numbers[22]
#define NUMBERS_24 NUMBERS_23, numbers[23]

#define RESULT_OF_void(call) (call, 0)
#define RESULT_OF_int64_t(call) (double)(call)

#define KERNEL(result, name, ...)                                                                   \
  static result SYMBOL(name)(__VA_ARGS__);                                                          \
  static double call_##name(const double *numbers) {                                                \
    return RESULT_OF_##result(SYMBOL(name)(NUMBERS(COUNT(__VA_ARGS__))));                           \
  }                                                                                                 \
  static const kernel kernel_##name = {#result " " #name "(" #__VA_ARGS__ ")", call_##name};        \
  static result SYMBOL(name)(__VA_ARGS__)

/* Memory that lasts until the thread asks for more, or ends (module.c). */
char *gradbook_room(size_t bytes);
