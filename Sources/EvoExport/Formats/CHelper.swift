import EvoCore

/// A function that a C file brings with it where it needs it. The formulas are those of the kernels
/// (`CKernels/vectormath.inc`), operation by operation.
enum CHelper: CaseIterable {
  // In the order in which they can be declared.
  case fma, clamp, root, tanh, relu, sigmoid, silu, dense, layerNorm, convolve, maxPool

  /// nil where there is nothing to do.
  init?(_ activation: Activation) {
    switch activation {
    case .tanh: self = .tanh
    case .relu: self = .relu
    case .sigmoid: self = .sigmoid
    case .silu: self = .silu
    case .identity: return nil
    }
  }

  private var needs: [CHelper] {
    switch self {
    case .fma, .clamp, .root, .relu, .maxPool: []
    case .tanh: [.fma, .clamp]
    case .sigmoid: [.tanh]
    case .silu: [.sigmoid]
    case .dense, .convolve: [.fma]
    case .layerNorm: [.fma, .root]
    }
  }

  /// The functions and what they call.
  static func text(of wanted: Set<CHelper>) -> String {
    var all: Set<CHelper> = []
    var rest = Array(wanted)
    while let helper = rest.popLast() {
      if all.insert(helper).inserted { rest += helper.needs }
    }
    return allCases.filter(all.contains).map(\.text).joined(separator: "\n\n")
  }

  private var text: String {
    switch self {
    case .fma:
      """
      /* a * b + c, rounded once. Where the processor has no instruction for it: the product is exact in
         double precision, and a sum that is rounded to odd there may be rounded again to single precision
         (Boldo and Melquiond, Emulation of FMA and correctly rounded sums, 2008). */
      static float NAME_fma(float a, float b, float c) {
      #if defined(__FMA__) || defined(__ARM_FEATURE_FMA) || defined(__riscv_flen)
        return __builtin_fmaf(a, b, c);
      #elif DBL_MANT_DIG == 53
        const double product = (double)a * (double)b;
        union {
          double number;
          uint64_t bits;
        } sum;
        sum.number = product + (double)c;
        const double part = sum.number - product;
        const double rest = (product - (sum.number - part)) + ((double)c - part);
        if ((rest > 0.0 || rest < 0.0) && (sum.bits & 1u) == 0) {
          if ((rest > 0.0) == (sum.number > 0.0))
            sum.bits++;
          else
            sum.bits--;
        }
        return (float)sum.number;
      #else
      #error "needs a double of 64 bits (avr-gcc: -mdouble=64)"
      #endif
      }
      """
    case .clamp:
      """
      static float NAME_clamp(float x, float limit) {
        if (x > limit) x = limit;
        return x < -limit ? -limit : x;
      }
      """
    case .root:
      """
      /* The square root of a positive normal number, correctly rounded: a bit after the other. */
      static float NAME_root(float x) {
        union {
          float number;
          uint32_t bits;
        } value;
        value.number = x;
        if (value.bits >= 0x7f800000u) return x;
        const uint32_t exponent = (value.bits >> 23) + 1u;
        uint64_t square = (value.bits & 0x7fffffu) | 0x800000u;
        square <<= (exponent & 1u) ? 26 : 25;
        uint64_t root = 0;
        for (uint64_t bit = (uint64_t)1 << 24; bit > 0; bit >>= 1)
          if ((root | bit) * (root | bit) <= square) root |= bit;
        value.bits = (((exponent >> 1) + 62u) << 23) + (uint32_t)((root + 1) >> 1);
        return value.number;
      }
      """
    case .tanh:
      """
      /* x P(x^2) / Q(x^2), relative error 6.6e-8. */
      static float NAME_tanh(float x) {
        const float t = NAME_clamp(x, 9.1f), u = t * t;
        float p = 1.7797223311981675e-11f;
        p = NAME_fma(p, u, -1.2598745168347986e-08f);
        p = NAME_fma(p, u, 9.206200717348276e-06f);
        p = NAME_fma(p, u, 0.002914020877941349f);
        p = NAME_fma(p, u, 0.12912949340721555f);
        p = NAME_fma(p, u, 0.9999999348687709f);
        float q = 0.00022717015310806885f;
        q = NAME_fma(q, u, 0.023735544948310924f);
        q = NAME_fma(q, u, 0.4624622829566842f);
        q = NAME_fma(q, u, 1.0f);
        return NAME_clamp(t * p / q, 1.0f);
      }
      """
    case .relu: "static float NAME_relu(float x) { return x < 0.0f ? 0.0f : x; }"
    case .sigmoid:
      "static float NAME_sigmoid(float x) { return NAME_fma(NAME_tanh(x * 0.5f), 0.5f, 0.5f); }"
    case .silu: "static float NAME_silu(float x) { return x * NAME_sigmoid(x); }"
    case .dense:
      """
      /* y = W x + bias, the sums in ascending order; no bias is 0. */
      static void NAME_dense(const float *weight, const float *bias, int inputs, int outputs,
                             const float *x, float *y) {
        for (int o = 0; o < outputs; o++) {
          float sum = bias ? bias[o] : 0.0f;
          for (int i = 0; i < inputs; i++) sum = NAME_fma(*weight++, x[i], sum);
          y[o] = sum;
        }
      }
      """
    case .layerNorm:
      """
      static void NAME_layer_norm(float *x, int units, float epsilon) {
        float sum = 0.0f, squares = 0.0f;
        for (int i = 0; i < units; i++) sum += x[i];
        const float mean = sum / (float)units;
        for (int i = 0; i < units; i++) squares = NAME_fma(x[i] - mean, x[i] - mean, squares);
        const float inverse = 1.0f / NAME_root(squares / (float)units + epsilon);
        for (int i = 0; i < units; i++) x[i] = (x[i] - mean) * inverse;
      }
      """
    case .convolve:
      """
      /* W x + bias at every place of the pictures x, with zeros around them. */
      static void NAME_convolve(const float *weight, const float *bias, int channels, int height,
                                int width, int kernel, int padding, int outputs, const float *x,
                                float *y) {
        for (int o = 0; o < outputs; o++, weight += channels * kernel * kernel)
          for (int row = -padding; row <= height + padding - kernel; row++)
            for (int column = -padding; column <= width + padding - kernel; column++) {
              float sum = bias[o];
              const float *w = weight;
              for (int c = 0; c < channels; c++)
                for (int i = row; i < row + kernel; i++)
                  for (int j = column; j < column + kernel; j++) {
                    const int inside = i >= 0 && i < height && j >= 0 && j < width;
                    sum = NAME_fma(*w++, inside ? x[(c * height + i) * width + j] : 0.0f, sum);
                  }
              *y++ = sum;
            }
      }
      """
    case .maxPool:
      """
      /* The largest number of each square of pictures; a NaN stays one. */
      static void NAME_max_pool(int channels, int height, int width, int size, const float *x,
                                float *y) {
        for (int c = 0; c < channels; c++, x += height * width)
          for (int row = 0; row + size <= height; row += size)
            for (int column = 0; column + size <= width; column += size) {
              float largest = x[row * width + column];
              for (int i = 0; i < size; i++)
                for (int j = 0; j < size; j++) {
                  const float value = x[(row + i) * width + column + j];
                  if (value > largest || value != value) largest = value;
                }
              *y++ = largest;
            }
      }
      """
    }
  }
}
