import Glibc

/// 0 for the first component, 1 for the last.
func position(_ index: Int, of count: Int) -> Double {
  count > 1 ? Double(index) / Double(count - 1) : 0
}

/// The maps that BBOB bends its functions with (Hansen et al. 2009, section 0.2).
enum BBOBTransform {
  /// T_osc: a smooth, slightly irregular map that keeps sign and order.
  static func oscillated(_ x: Double) -> Double {
    guard x != 0 else { return 0 }
    let size = log(abs(x))
    let (fast, slow) = x > 0 ? (10.0, 7.9) : (5.5, 3.1)
    let bent = exp(size + 0.049 * (sin(fast * size) + sin(slow * size)))
    return x > 0 ? bent : -bent
  }

  /// T_osc of every component.
  static func oscillated(_ x: [Double]) -> [Double] { x.map(oscillated) }

  /// T_asy: positive components grow faster, the later the more.
  static func skewed(_ x: [Double], _ strength: Double) -> [Double] {
    x.indices.map { i in
      x[i] > 0
        ? pow(x[i], 1 + strength * position(i, of: x.count) * x[i].squareRoot()) : x[i]
    }
  }

  /// Lambda: the axes from length 1 to the root of `condition`.
  static func stretched(_ x: [Double], _ condition: Double) -> [Double] {
    x.indices.map { pow(condition, position($0, of: x.count) / 2) * x[$0] }
  }

  /// f_pen: the squared distance from the box of +-`bound`.
  static func penalty(_ x: [Double], bound: Double = 5) -> Double {
    x.reduce(0) { sum, value in
      let excess = max(abs(value) - bound, 0)
      return sum + excess * excess
    }
  }
}

/// Sums that several functions end in.
enum BBOBSum {
  static func squares(_ x: [Double]) -> Double { x.reduce(0) { $0 + $1 * $1 } }

  static func ellipsoid(_ x: [Double], _ condition: Double) -> Double {
    x.indices.reduce(0) { $0 + pow(condition, position($1, of: x.count)) * x[$1] * x[$1] }
  }

  static func rastrigin(_ x: [Double]) -> Double {
    x.reduce(0) { $0 + 10 - 10 * cos(2 * .pi * $1) + $1 * $1 }
  }

  static func rosenbrock(_ x: [Double]) -> Double {
    rosenbrockTerms(x).reduce(0, +)
  }

  static func rosenbrockTerms(_ x: [Double]) -> [Double] {
    zip(x, x.dropFirst()).map { a, b in
      100 * (a * a - b) * (a * a - b) + (a - 1) * (a - 1)
    }
  }
}
