/*
 * erf of float32 values as reference/error-function.ts computes it: in float64, rounded at the end. Coefficients from the
 * highest on.
 */
#pragma once
#include "vector.h"

typedef double wide __attribute__((vector_size(4 * LANES), aligned(4), may_alias));
typedef int64_t wide_whole __attribute__((vector_size(4 * LANES), aligned(4), may_alias));
typedef float half __attribute__((vector_size(2 * LANES), aligned(4), may_alias));

static const double erf_near[] = {
    -4.230945824295338e-12, 8.709045129053106e-11, -1.216456005728345e-09, 1.4792401209404813e-08,
    -1.6364642158167616e-07, 1.6462045441468418e-06, -1.4925647567519332e-05, 0.00012055332902888736,
    -0.000854832702193483, 0.0052239776254232985, -0.02686617064512984, 0.1128379167095512,
    -0.37612638903183754, 1.1283791670955126};
static const double erf_far[] = {
    -5.92680709959939e-09, 6.619314548061013e-08, -1.34896226501218e-07, -2.6500748677822873e-07,
    4.054010055557579e-07, 2.943357361639153e-06, 1.903898561324096e-06, -2.255611509850696e-05,
    -7.898320365334309e-05, -2.1761713724669732e-05, 0.0007991268130947485, 0.004060263623771397,
    0.012843946031405101, 0.03129905651868431, 0.06310781563973464, 0.10896317739890524, 0.16425781669730918,
    0.21871967891826488, 0.25906804876017164, 0.13699945762506138};
static const double exp_rest[] = {
    2.09147553258932e-09, 2.5105312729622103e-08, 2.755727347871858e-07, 2.755725517000089e-06,
    2.480158732567746e-05, 0.0001984126987500228, 0.0013888888888883711, 0.008333333333326084,
    0.04166666666666667, 0.1666666666666667, 0.5};

#define SUM_OF_POWERS(coefficients, x)                                                              \
  ({                                                                                                \
    wide p = coefficients[0] - (wide){0};                                                           \
    UNROLL for (size_t i = 1; i < sizeof coefficients / sizeof *coefficients; i++)                  \
      p = p * (x) + coefficients[i];                                                                \
    p;                                                                                              \
  })

INLINE wide choose_wide(wide_whole mask, wide a, wide b) {
  return (wide)((mask & (wide_whole)a) | (~mask & (wide_whole)b));
}

/* e^x for -36 ≤ x ≤ 0. */
INLINE wide exponential_wide(wide x) {
  const wide shifted = x * 1.4426950408889634 + 6755399441055744.0, n = shifted - 6755399441055744.0;
  const wide high = x - n * 0.6931471803691238, low = n * 1.9082149292705877e-10;
  const wide r = high - low, lost = (high - r) - low;
  const wide y = 1.0 + (r + ((r * r) * SUM_OF_POWERS(exp_rest, r) + lost));
  /* The whole number stands in the last bits of what was shifted. */
  return y * (wide)(((wide_whole)shifted << 52) + 0x3ff0000000000000);
}

INLINE wide erf_wide(wide x) {
  const wide size = (wide)((wide_whole)x & INT64_MAX);
  const wide_whole is_far = size > 1.0;
  /* NaN is near, and stays. */
  const wide near = x * SUM_OF_POWERS(erf_near, x * x);
  int64_t any = 0;
  UNROLL for (int i = 0; i < LANES / 2; i++) any |= is_far[i];
  if (!any) return near;
  const wide most = choose_wide(size < 6.0, size, 6.0 - (wide){0});
  const wide t = (4.0 - most) / (4.0 + most);
  wide y = 1.0 - exponential_wide((wide)((wide_whole)most ^ INT64_MIN) * most) * SUM_OF_POWERS(erf_far, t);
  y = choose_wide(size >= 6.0, 1.0 - (wide){0}, y);
  y = choose_wide(x < 0.0, (wide)((wide_whole)y ^ INT64_MIN), y);
  return choose_wide(is_far, y, near);
}

INLINE vector error_function(vector x) {
  half low, high;
  memcpy(&low, &x, sizeof low);
  memcpy(&high, (const char *)&x + sizeof low, sizeof high);
  low = __builtin_convertvector(erf_wide(__builtin_convertvector(low, wide)), half);
  high = __builtin_convertvector(erf_wide(__builtin_convertvector(high, wide)), half);
  vector r;
  memcpy(&r, &low, sizeof low);
  memcpy((char *)&r + sizeof low, &high, sizeof high);
  return r;
}
