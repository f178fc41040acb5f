// Numeric kernels over lane blocks.
//
// A block is feature-major: element k of lane j lies at base[k * stride + j]. `lanes` and `stride`
// are multiples of 16 and every base is 64-byte aligned. SIMD runs across lanes, every sum runs
// inside one lane in ascending order of its index, and every multiply-add is an explicit fused
// multiply-add; so a lane's result depends on nothing but its own column, on any instruction set.
//
// The kernels are compiled once per instruction set (see kernels.inc) and chosen at run time.

#ifndef CKERNELS_H
#define CKERNELS_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// Instruction sets. CK_BASELINE is what the compiler targets by default and exists everywhere.
enum { CK_BASELINE = 0, CK_AVX2 = 1, CK_AVX512 = 2, CK_VARIANTS = 3 };

// The variant in use; chosen from the CPU at first use.
int ck_variant(void);
// 1 where this CPU can run `variant`.
int ck_variant_available(int variant);
// Forces a variant (tests, benchmarks). Returns 0 and changes nothing where it is not available.
// Not to be called while kernels run.
int ck_select_variant(int variant);
const char *ck_variant_name(int variant);

// Activations.
enum { CK_IDENTITY = 0, CK_TANH = 1, CK_RELU = 2, CK_SIGMOID = 3, CK_SILU = 4, CK_ACTIVATIONS = 5 };

// One perturbed dense layer. Row-major shared weight [outputs][inputs]; all else is per lane.
// The low-rank factors hold `rank` columns: a[(o * rank + q)], b[(k * rank + q)], where `a` has
// already been multiplied by sign * sigma / sqrt(rank).
typedef struct {
  int32_t inputs, outputs, rank, activation;
  const float *weight;
  const float *a;      // [outputs * rank][stride], or NULL when rank is 0
  const float *b;      // [inputs * rank][stride], or NULL when rank is 0
  const float *dense;  // [outputs * inputs][stride] added to the weight, or NULL
  const float *bias;   // [outputs][stride], or NULL
  const float *scale;  // [outputs][stride] with `shift`: y = scale * z + shift, or NULL
  const float *shift;
} ck_layer;

// y[o] = activation(bias[o] + sum_k weight[o][k] x[k] + sum_q a[o,q] (sum_k b[k,q] x[k])).
// scratch: rank * CK_FORWARD_LANES floats.
enum { CK_FORWARD_LANES = 128 };
void ck_forward(const ck_layer *layer, const float *x, float *y, float *scratch, long lanes,
                long stride);

// Where a convolution looks: at position p of its output, input k of the layer is row
// origins[p] + offsets[k] of the picture.
typedef struct {
  int32_t positions;
  const int32_t *origins;  // [positions]
  const int32_t *offsets;  // [layer.inputs]
} ck_window;

// The layer at every position of a picture: y[o * positions + p] is what ck_forward would make of row o
// from the inputs that the window has there. scratch as above.
void ck_convolve(const ck_layer *layer, const ck_window *window, const float *x, float *y,
                 float *scratch, long lanes, long stride);

// y = the largest of each block of size x size rows of a picture, channel by channel; NaN where one of
// them is. What is left at the right and lower edges is left out.
void ck_max_pool(const float *x, float *y, long channels, long height, long width, long size,
                 long lanes, long stride);

// Noise address: Philox4x32-10 with key `seed` and counter (element / 4, leaf, pair, generation).
typedef struct {
  uint64_t seed;
  uint32_t leaf, generation;
} ck_stream;

// out[i] = the i-th standard normal of (stream, pair), 0 <= i < count.
// `out` must have room for `count` rounded up to a multiple of 64.
void ck_normals(float *out, long count, ck_stream stream, uint32_t pair);

// out[i * stride + j] = scale[j] * normal_i(stream, pair[j]) (+ center[i] when not NULL),
// for 0 <= i < count and every lane j.
void ck_normal_block(float *out, long count, ck_stream stream, const uint32_t *pair,
                     const float *scale, const float *center, long lanes, long stride);

// The same for one lane: out[i * stride] = scale * normal_i(stream, pair) (+ center[i]).
void ck_normal_lane(float *out, long count, ck_stream stream, uint32_t pair, float scale,
                    const float *center, long stride);

// Raw Philox4x32-10, for known-answer tests and integer draws.
void ck_philox(const uint32_t counter[4], const uint32_t key[2], uint32_t out[4]);

// gradient[o * inputs + k] += sum_q sum_j weight[j] a[(o * rank + q)][j] b[(k * rank + q)][j].
// Sums over lanes run in 16 interleaved partial sums joined by a fixed tree.
// scratch: outputs * rank * stride floats.
void ck_outer_accumulate(float *gradient, const float *a, const float *b, const float *weight,
                         long outputs, long inputs, long rank, float *scratch, long lanes,
                         long stride);

// gradient[i] += sum_j weight[j] noise[i][j], 0 <= i < count, in the same order.
void ck_weighted_accumulate(float *gradient, const float *noise, const float *weight, long count,
                            long lanes, long stride);

// mean and biased variance of each of `count` rows over the first `samples` lanes.
void ck_row_moments(const float *rows, float *mean, float *variance, long count, long samples,
                    long stride);

// y[k][j] = clamp((x[k][j] - mean[k]) * inverse[k], -limit, limit).
void ck_normalize(const float *x, float *y, const float *mean, const float *inverse, float limit,
                  long count, long lanes, long stride);

// y[k][j] = scale[k] * y[k][j] + shift[k].
void ck_affine(float *y, const float *scale, const float *shift, long count, long lanes,
               long stride);

// y[i] = activation(y[i]) over `count` contiguous floats (a multiple of 16).
void ck_activate(float *y, long count, int activation);

// Layer normalization: y[o][j] = activation((y[o][j] - mean[j]) / sqrt(variance[j] + epsilon)), where
// mean and biased variance of lane j are those of its `outputs` rows.
void ck_layer_norm(float *y, float epsilon, int activation, long outputs, long lanes, long stride);

// action[j] = index of the largest of `outputs` rows, the lowest index on a tie; NaN where one of them
// is NaN.
void ck_argmax(const float *y, float *action, long outputs, long lanes, long stride);

// action[i][j] = middle[i] + half[i] * tanh(y[i][j]).
void ck_squash(const float *y, float *action, const float *middle, const float *half,
               long outputs, long lanes, long stride);

// The same with y clipped to [-1, 1] in place of tanh(y); a NaN stays one.
void ck_clip(const float *y, float *action, const float *middle, const float *half, long outputs,
             long lanes, long stride);

// Bookkeeping after one environment step. For each living lane (bit j % 16 of alive[j / 16]):
// returns += max(reward, reward_floor) + reward_offset, steps += 1. Sets the lane's bit in ended[]
// when it terminated, reached its limit of steps, or its reward, an action or an observation is not
// finite. Returns how many ended.
typedef struct {
  double *returns;
  int32_t *steps;
  const float *reward, *observation, *action;
  const int32_t *terminated, *limits;
  const uint16_t *alive;
  uint16_t *ended;
  int32_t observations, actions;
  float reward_floor, reward_offset;
} ck_ledger;
long ck_account(const ck_ledger *ledger, long lanes, long stride);

// Per-lane sums for observation statistics: sum[k][j] += x - shift[k], squares[k][j] += (x - shift[k])^2.
void ck_accumulate_moments(double *sum, double *squares, const float *x, const float *shift,
                           long count, long lanes, long stride);

// One layer of one member over the samples of a minibatch, one sample per lane, where the product
// of the shared weight and the input is in `base` already, and that of the member's factor B in c:
// y[o][j] = activation(base[o][j] + bias[o] + sum_q a[o * rank + q] c[q][j]), in this order.
// `bias` may be NULL, `base` and `y` may be the same; `a` and `c` may be NULL when rank is 0.
void ck_member_layer(const float *base, const float *bias, const float *a, const float *c, float *y,
                     long outputs, long rank, int activation, long lanes, long stride);

// loss[j] = -ln softmax(y[.][j])[label[j]]; NaN where an output is NaN or the largest is infinite.
void ck_cross_entropy(const float *y, const int32_t *label, float *loss, long outputs, long lanes,
                      long stride);

// correct[j] = 1 where row label[j] is the largest of the column (the lowest index on a tie), else 0;
// NaN where an output is not finite.
void ck_correct(const float *y, const int32_t *label, float *correct, long outputs, long lanes,
                long stride);

// loss[j] = (y[j] - target[j])^2.
void ck_squared_error(const float *y, const float *target, float *loss, long lanes);

// x[k][j] = rows[index[j] * count + k] for 0 <= k < count and lanes j below `samples`, 0 for the lanes
// from there to `lanes`; bytes are multiplied by `scale`.
void ck_gather_bytes(const uint8_t *rows, float scale, const int32_t *index, float *x, long count,
                     long samples, long lanes, long stride);
void ck_gather_floats(const float *rows, const int32_t *index, float *x, long count, long samples,
                      long lanes, long stride);

// y[i] = e^y[i] over `count` contiguous floats (a multiple of 16), 0 below -87; for y[i] <= 88.
void ck_exp(float *y, long count);

// Peak probe for benchmarks: `rounds` rounds of independent fused multiply-adds; returns how many
// floating-point operations they were. The result goes to `sink`.
double ck_peak_flops(long rounds, float *sink);

#ifdef __cplusplus
}
#endif
#endif
