import Synchronization

/// Tokens by which readers wake what waits for them: no two are the same in a process.
enum WakeTokens {
  private static let last = Atomic<UInt64>(0)

  static func next() -> UInt64 { last.add(1, ordering: .relaxed).newValue }
}
