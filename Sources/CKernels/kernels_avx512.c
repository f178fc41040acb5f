#if defined(__x86_64__)
#pragma clang attribute push(                                                              \
    __attribute__((target("avx512f,avx512dq,avx512bw,avx512vl,avx2,fma,bmi,bmi2,popcnt"))), \
    apply_to = function)
#define VARIANT avx512
#define TILE_ROWS 8
#define TILE_VECTORS 2
#define WIDE_VECTORS 8
#define OUTER_ROWS 4
#define OUTER_COLUMNS 4
#define PEAK_CHAINS 16
#include "kernels.inc"
#pragma clang attribute pop
#else
typedef int kernels_avx512_are_for_x86_64_only;
#endif
