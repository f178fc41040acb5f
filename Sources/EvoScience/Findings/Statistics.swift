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
