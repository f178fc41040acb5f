// What the compiler targets by default: SSE2 on x86-64 (fused multiply-add then comes from libm,
// slow and right), NEON on arm64.

#define VARIANT baseline
#if defined(__x86_64__)
#define TILE_ROWS 3
#define TILE_VECTORS 1
#define WIDE_VECTORS 1
#define OUTER_ROWS 1
#define OUTER_COLUMNS 2
#define PEAK_CHAINS 3
#else
#define TILE_ROWS 6
#define TILE_VECTORS 1
#define WIDE_VECTORS 2
#define OUTER_ROWS 2
#define OUTER_COLUMNS 2
#define PEAK_CHAINS 6
#endif
#include "kernels.inc"
