/// Things with a weight and a worth, of which a sack holds some.
struct Knapsack: Sendable {
  let capacity: Int
  let weights: [Int]
  let worths: [Int]
  /// What the best load is worth.
  let optimum: Int

  var count: Int { weights.count }

  /// By how much a load is worth less than the best one. Things go into the sack in the order of their
  /// keys; what does not fit any more stays out.
  func loss(_ keys: [Double]) -> Double { Double(optimum - worth(keys)) }

  func worth(_ keys: [Double]) -> Int {
    var (left, worth) = (capacity, 0)
    for index in TestFunction.order(keys) where weights[index] <= left {
      left -= weights[index]
      worth += worths[index]
    }
    return worth
  }

  /// 24 things of Kreher and Stinson (1999), problem P08 of Burkardt's collection KNAPSACK_01; the best
  /// load is worth 13,549,094.
  static let p08 = Knapsack(
    capacity: 6_404_180,
    weights: [
      382745, 799601, 909247, 729069, 467902, 44328, 34610, 698150, 823460, 903959, 853665, 551830,
      610856, 670702, 488960, 951111, 323046, 446298, 931161, 31385, 496951, 264724, 224916, 169684,
    ],
    worths: [
      825594, 1_677_009, 1_676_628, 1_523_970, 943972, 97426, 69666, 1_296_457, 1_679_693,
      1_902_996, 1_844_992, 1_049_289, 1_252_836, 1_319_836, 953277, 2_067_538, 675367, 853655,
      1_826_027, 65731, 901489, 577243, 466257, 369261,
    ],
    optimum: 13_549_094)
}
