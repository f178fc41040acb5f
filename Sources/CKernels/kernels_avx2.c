#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2,fma,bmi,bmi2,popcnt"))), apply_to = function)
#define VARIANT avx2
#define TILE_ROWS 6
#define TILE_VECTORS 1
#define WIDE_VECTORS 2
#define OUTER_ROWS 2
#define OUTER_COLUMNS 2
#define PEAK_CHAINS 6
#include "kernels.inc"
#pragma clang attribute pop
#else
typedef int kernels_avx2_are_for_x86_64_only;
#endif
