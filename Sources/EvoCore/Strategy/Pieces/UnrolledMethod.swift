/// Which noise a particle plays in a piece of an unroll, and which it is blamed with.
public enum UnrolledMethod: String, Sendable, CaseIterable {
  /// Fresh noise in every piece, and the sum of all noise of the unroll as the score (persistent
  /// evolution strategies, Vicol et al. 2021, algorithm 2): unbiased, because a loss comes from
  /// every noise before it.
  case persistent
  /// One noise for the whole unroll (noise-reuse evolution strategies, Li et al. 2023, algorithm
  /// 3): unbiased with less variance.
  case noiseReuse
  /// Fresh noise in every piece, which alone is blamed (truncated evolution strategies): blind to
  /// everything that comes later than a piece.
  case truncated
}

extension StrategyMethod {
  public static let pes = UnrolledMethod.persistent.described(
    "pes", "Vicol et al. 2021",
    "a step after each piece of an episode or unroll, unbiased: blames all noise so far")
  public static let noiseReuseES = UnrolledMethod.noiseReuse.described(
    "noise-reuse-es", "Li et al. 2023",
    "a step after each piece of an episode or unroll, unbiased: one noise for all pieces")
  public static let truncatedES = UnrolledMethod.truncated.described(
    "truncated-es", "Metz et al. 2019",
    "a step after each piece of an episode or unroll, biased: blames the piece's noise")
}

extension UnrolledMethod {
  fileprivate func described(
    _ name: String, _ origin: String, _ summary: String
  ) -> StrategyMethod {
    StrategyMethod(
      name: name, origin: origin, summary: summary,
      traits: [.paired, .optimizer, .scheduledSigma], population: .usually(64), sigma: 0.1,
      options: [OptionDeclaration(.truncation)],
      make: .pieces(
        episodes: { settings, network, center, kind in
          guard let savedCount = try EpisodePieces.savedCount(of: network, in: kind) else {
            throw StrategyError.cannotSaveEpisodes(strategy: name, environment: kind.spec.name)
          }
          let horizon = kind.spec.stepLimit
          try settings.requireTruncation(within: horizon, of: kind.spec.name)
          return PiecewiseES(
            method: self, settings, center: center,
            pieces: EpisodePieces(
              pairs: settings.population / 2, episodesPerMember: settings.episodes,
              length: settings.truncation(of: horizon), horizon: horizon, savedCount: savedCount))
        },
        unroll: { settings, problem, start throws(StrategyError) in
          try settings.requireTruncation(within: problem.horizon, of: problem.name)
          return UnrolledES(problem, method: self, settings, start: start)
        }))
  }
}

extension OwnOption where Value == Int? {
  /// Steps of a piece (K); nil for a tenth of the episode's limit or of the unroll.
  public static var truncation: Self {
    OwnOption(
      "truncation", nil, .optional(.integer(1...(1 << 26))),
      "steps of an episode or unroll between two updates; null is a tenth of it")
  }
}

extension StrategySettings {
  /// Steps of a piece of what has so many steps.
  func truncation(of horizon: Int) -> Int { self[.truncation] ?? max(1, horizon / 10) }

  fileprivate func requireTruncation(
    within horizon: Int, of problem: String
  ) throws(StrategyError) {
    let truncation = truncation(of: horizon)
    guard truncation <= horizon else {
      throw .unfit(
        option: "truncation", found: "\(truncation)",
        expected: "at most the \(horizon) steps of \(problem)")
    }
  }
}
