// Chooses among the instruction sets once, at load; a test can force each.
#include <atomic>

#include "Lanes.hpp"

static const lanes::Solver *const solvers[CB2_VARIANTS] = {
  &lanes::baselineSolver,
#if defined(__x86_64__)
  &lanes::avx2Solver,
  &lanes::avx512Solver,
#endif
};

int32_t cb2_variant_available(int32_t variant) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (variant == CB2_AVX2) return __builtin_cpu_supports("avx2") != 0;
  if (variant == CB2_AVX512) {
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
           __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl");
  }
#endif
  return variant == CB2_BASELINE;
}

static int32_t best() {
  int32_t variant = CB2_VARIANTS - 1;
  while (!cb2_variant_available(variant)) --variant;
  return variant;
}

// Atomic, for tests that switch while others run: whichever those see, the bits are the same.
static std::atomic<int32_t> &selected() {
  static std::atomic<int32_t> variant(best());
  return variant;
}

int32_t cb2_variant(void) { return selected().load(std::memory_order_relaxed); }

int32_t cb2_select_variant(int32_t variant) {
  if (variant < 0 || variant >= CB2_VARIANTS || !cb2_variant_available(variant)) return 0;
  selected().store(variant, std::memory_order_relaxed);
  return 1;
}

const lanes::Solver &lanes::solver() { return *solvers[cb2_variant()]; }
