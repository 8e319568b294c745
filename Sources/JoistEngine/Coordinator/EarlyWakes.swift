/// Wake-ups that came before the residual that waits for them, while its bundle was still in flight. They are kept
/// until every bundle that was in flight then has ended.
struct EarlyWakes: Sendable {
  private var entries: [(token: UInt64, lastBundle: UInt64)] = []

  /// Keeps a token, for which bundles up to a number may still come to wait.
  mutating func add(_ token: UInt64, lastBundle: UInt64) {
    if !entries.contains(where: { $0.token == token && $0.lastBundle == lastBundle }) {
      entries.append((token, lastBundle))
    }
  }

  /// Whether a token was signalled while a bundle was in flight.
  func contains(_ token: UInt64, sinceBundle bundle: UInt64) -> Bool {
    entries.contains { $0.token == token && $0.lastBundle >= bundle }
  }

  /// Forgets tokens for which no bundle in flight can come to wait.
  mutating func removeAll(beforeBundle oldest: UInt64) {
    entries.removeAll { $0.lastBundle < oldest }
  }
}
