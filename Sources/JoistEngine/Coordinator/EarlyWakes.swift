/// Wake-ups that came before the residual that waits for them: its bundle was still under way. Kept until every bundle of
/// that moment is through.
struct EarlyWakes: Sendable {
  private var entries: [(token: UInt64, lastBundle: UInt64)] = []

  /// Keeps a token; bundles up to the number given may still come to wait for it.
  mutating func add(_ token: UInt64, lastBundle: UInt64) {
    if !entries.contains(where: { $0.token == token && $0.lastBundle == lastBundle }) {
      entries.append((token, lastBundle))
    }
  }

  /// Whether a token was signalled while a bundle was under way.
  func contains(_ token: UInt64, sinceBundle bundle: UInt64) -> Bool {
    entries.contains { $0.token == token && $0.lastBundle >= bundle }
  }

  /// Forgets what no bundle under way can come to wait for.
  mutating func removeAll(beforeBundle oldest: UInt64) {
    entries.removeAll { $0.lastBundle < oldest }
  }
}
