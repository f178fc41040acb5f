// Chooses among the instruction sets once, at load, and forwards every call.
//
// A table of function pointers rather than compiler-made clones: a test can force each variant, and
// it works under every sanitizer.

#include <stdatomic.h>

#include "dispatch.h"

typedef struct {
#define MEMBER(type, name, parameters, arguments) type(*name) parameters;
  KERNEL_LIST(MEMBER)
} kernel_table;

#define BASELINE_ENTRY(type, name, parameters, arguments) name##_baseline,
#define AVX2_ENTRY(type, name, parameters, arguments) name##_avx2,
#define AVX512_ENTRY(type, name, parameters, arguments) name##_avx512,

static const kernel_table tables[CK_VARIANTS] = {
    {KERNEL_LIST(BASELINE_ENTRY)},
#if defined(__x86_64__)
    {KERNEL_LIST(AVX2_ENTRY)},
    {KERNEL_LIST(AVX512_ENTRY)},
#endif
};

// Atomic, for tests that switch while others run: whichever variant those see, the bits are the same.
static atomic_int selected = CK_BASELINE;

static int current(void) { return atomic_load_explicit(&selected, memory_order_relaxed); }

int ck_variant_available(int variant) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (variant == CK_AVX2) return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
  if (variant == CK_AVX512)
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
           __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl");
#endif
  return variant == CK_BASELINE;
}

int ck_select_variant(int variant) {
  if (variant < 0 || variant >= CK_VARIANTS || !ck_variant_available(variant)) return 0;
  atomic_store_explicit(&selected, variant, memory_order_relaxed);
  return 1;
}

__attribute__((constructor)) static void select_best(void) {
  for (int variant = CK_VARIANTS - 1; variant >= 0; variant--)
    if (ck_select_variant(variant)) return;
}

int ck_variant(void) { return current(); }

const char *ck_variant_name(int variant) {
  switch (variant) {
  case CK_AVX512: return "avx512";
  case CK_AVX2: return "avx2";
#if defined(__x86_64__)
  default: return "sse2";
#else
  default: return "baseline";
#endif
  }
}

#define FORWARD(type, name, parameters, arguments) \
  type name parameters { return tables[current()].name arguments; }
KERNEL_LIST(FORWARD)

void ck_philox(const uint32_t counter[4], const uint32_t key[2], uint32_t out[4]) {
  uint32_t c0 = counter[0], c1 = counter[1], c2 = counter[2], c3 = counter[3];
  uint32_t k0 = key[0], k1 = key[1];
  for (int round = 0; round < 10; round++) {
    uint64_t first = (uint64_t)0xD2511F53u * c0, second = (uint64_t)0xCD9E8D57u * c2;
    c0 = (uint32_t)(second >> 32) ^ c1 ^ k0;
    c2 = (uint32_t)(first >> 32) ^ c3 ^ k1;
    c1 = (uint32_t)second;
    c3 = (uint32_t)first;
    k0 += 0x9E3779B9u;
    k1 += 0xBB67AE85u;
  }
  out[0] = c0, out[1] = c1, out[2] = c2, out[3] = c3;
}
