import Glibc

func dot(_ a: [Double], _ b: [Double]) -> Double {
  var sum = 0.0
  for i in a.indices { sum += a[i] * b[i] }
  return sum
}

func length(_ a: [Double]) -> Double { dot(a, a).squareRoot() }

/// The cosine of the angle between two vectors.
func cosine(_ a: [Double], _ b: [Double]) -> Double { dot(a, b) / (length(a) * length(b)) }

/// Mean and standard deviation (of the population with n - 1) of some numbers.
func meanAndDeviation(_ values: [Double]) -> (mean: Double, deviation: Double) {
  let mean = values.reduce(0, +) / Double(values.count)
  let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
  return (mean, (squares / Double(max(values.count - 1, 1))).squareRoot())
}

func median(_ values: [Double]) -> Double {
  let sorted = values.sorted()
  let middle = sorted.count / 2
  return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

/// The density of the normal distribution with mean 0 and variance 1, without its factor.
func gaussian(_ x: Double) -> Double { exp(-x * x / 2) }

/// The 97.5 % quantile of Student's t distribution, within 0.1 % from three degrees of freedom on.
func studentQuantile(degrees: Int) -> Double {
  switch degrees {
  case ...1: return 12.706
  case 2: return 4.303
  default:
    // The expansion of Cornish and Fisher around the normal quantile (Abramowitz and Stegun, 26.7.5).
    let z = 1.959964
    let n = Double(degrees)
    let z2 = z * z
    let first = z * (z2 + 1) / 4
    let second = z * (5 * z2 * z2 + 16 * z2 + 3) / 96
    let third = z * (3 * z2 * z2 * z2 + 19 * z2 * z2 + 17 * z2 - 15) / 384
    let fourth =
      z * (79 * z2 * z2 * z2 * z2 + 776 * z2 * z2 * z2 + 1482 * z2 * z2 - 1920 * z2 - 945) / 92_160
    return z + first / n + second / (n * n) + third / (n * n * n) + fourth / (n * n * n * n)
  }
}
