#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The seed that a person asks for, and how to ask for one.
public enum Seeds {
  /// `JOIST_SEED`, or nil.
  public static let fromEnvironment: UInt64? = getenv("JOIST_SEED").flatMap { UInt64(String(cString: $0)) }

  /// The seeds that a test tries: `JOIST_SEED` alone, where it is set.
  public static func chosen(from seeds: Range<UInt64>) -> [UInt64] { fromEnvironment.map { [$0] } ?? Array(seeds) }

  /// How to see a failing seed alone: one command.
  /// - Parameters:
  ///   - test: what `--filter` finds it by.
  ///   - module: the test target.
  public static func replay(_ seed: UInt64, _ test: String, of module: String) -> String {
    "seed \(seed); replay: JOIST_SEED=\(seed) JOIST_TESTS=\(module) swift test --scratch-path .build/quick --filter \(test)"
  }
}
