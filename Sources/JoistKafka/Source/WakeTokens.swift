import Synchronization

/// Tokens with which readers wake waiting restrictions; each is unique in the process.
enum WakeTokens {
  private static let last = Atomic<UInt64>(0)

  static func next() -> UInt64 { last.add(1, ordering: .relaxed).newValue }
}
