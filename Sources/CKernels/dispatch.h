// One table of kernels per instruction set. KERNEL_LIST is the only place that names them all.

#ifndef CKERNELS_DISPATCH_H
#define CKERNELS_DISPATCH_H

#include "include/CKernels.h"

// clang-format off
#define KERNEL_LIST(X)                                                                             \
  X(void, ck_forward, (const ck_layer *layer, const float *x, float *y, float *scratch, long lanes, long stride), (layer, x, y, scratch, lanes, stride)) \
  X(void, ck_convolve, (const ck_layer *layer, const ck_window *window, const float *x, float *y, float *scratch, long lanes, long stride), (layer, window, x, y, scratch, lanes, stride)) \
  X(void, ck_max_pool, (const float *x, float *y, long channels, long height, long width, long size, long lanes, long stride), (x, y, channels, height, width, size, lanes, stride)) \
  X(void, ck_normals, (float *out, long count, ck_stream stream, uint32_t pair), (out, count, stream, pair)) \
  X(void, ck_normal_block, (float *out, long count, ck_stream stream, const uint32_t *pair, const float *scale, const float *center, long lanes, long stride), (out, count, stream, pair, scale, center, lanes, stride)) \
  X(void, ck_normal_lane, (float *out, long count, ck_stream stream, uint32_t pair, float scale, const float *center, long stride), (out, count, stream, pair, scale, center, stride)) \
  X(void, ck_affine, (float *y, const float *scale, const float *shift, long count, long lanes, long stride), (y, scale, shift, count, lanes, stride)) \
  X(void, ck_outer_accumulate, (float *gradient, const float *a, const float *b, const float *weight, long outputs, long inputs, long rank, float *scratch, long lanes, long stride), (gradient, a, b, weight, outputs, inputs, rank, scratch, lanes, stride)) \
  X(void, ck_weighted_accumulate, (float *gradient, const float *noise, const float *weight, long count, long lanes, long stride), (gradient, noise, weight, count, lanes, stride)) \
  X(void, ck_row_moments, (const float *rows, float *mean, float *variance, long count, long samples, long stride), (rows, mean, variance, count, samples, stride)) \
  X(void, ck_normalize, (const float *x, float *y, const float *mean, const float *inverse, float limit, long count, long lanes, long stride), (x, y, mean, inverse, limit, count, lanes, stride)) \
  X(void, ck_activate, (float *y, long count, int activation), (y, count, activation)) \
  X(void, ck_layer_norm, (float *y, float epsilon, int activation, long outputs, long lanes, long stride), (y, epsilon, activation, outputs, lanes, stride)) \
  X(void, ck_argmax, (const float *y, float *action, long outputs, long lanes, long stride), (y, action, outputs, lanes, stride)) \
  X(void, ck_clip, (const float *y, float *action, const float *middle, const float *half, long outputs, long lanes, long stride), (y, action, middle, half, outputs, lanes, stride)) \
  X(void, ck_squash, (const float *y, float *action, const float *middle, const float *half, long outputs, long lanes, long stride), (y, action, middle, half, outputs, lanes, stride)) \
  X(long, ck_account, (const ck_ledger *ledger, long lanes, long stride), (ledger, lanes, stride)) \
  X(void, ck_accumulate_moments, (double *sum, double *squares, const float *x, const float *shift, long count, long lanes, long stride), (sum, squares, x, shift, count, lanes, stride)) \
  X(void, ck_member_layer, (const float *base, const float *bias, const float *a, const float *c, float *y, long outputs, long rank, int activation, long lanes, long stride), (base, bias, a, c, y, outputs, rank, activation, lanes, stride)) \
  X(void, ck_cross_entropy, (const float *y, const int32_t *label, float *loss, long outputs, long lanes, long stride), (y, label, loss, outputs, lanes, stride)) \
  X(void, ck_correct, (const float *y, const int32_t *label, float *correct, long outputs, long lanes, long stride), (y, label, correct, outputs, lanes, stride)) \
  X(void, ck_squared_error, (const float *y, const float *target, float *loss, long lanes), (y, target, loss, lanes)) \
  X(void, ck_gather_bytes, (const uint8_t *rows, float scale, const int32_t *index, float *x, long count, long samples, long lanes, long stride), (rows, scale, index, x, count, samples, lanes, stride)) \
  X(void, ck_gather_floats, (const float *rows, const int32_t *index, float *x, long count, long samples, long lanes, long stride), (rows, index, x, count, samples, lanes, stride)) \
  X(void, ck_exp, (float *y, long count), (y, count)) \
  X(double, ck_peak_flops, (long rounds, float *sink), (rounds, sink))
// clang-format on

#define DECLARE_VARIANTS(type, name, parameters, arguments) \
  type name##_baseline parameters;                          \
  type name##_avx2 parameters;                              \
  type name##_avx512 parameters;
KERNEL_LIST(DECLARE_VARIANTS)

#endif
