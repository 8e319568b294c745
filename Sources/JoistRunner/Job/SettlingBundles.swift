/// How much has run and waits for deliveries or calls in flight before it is committed.
struct SettlingBundles: Sendable {
  /// Bundles.
  private(set) var count = 0
  /// Bytes of their inputs and outputs.
  private(set) var bytes = 0

  mutating func add(bytes: Int) {
    count += 1
    self.bytes += bytes
  }

  mutating func remove(bytes: Int) {
    count -= 1
    self.bytes -= bytes
  }

  func isAtBound(_ bounds: SettlingBounds) -> Bool { count >= bounds.count || bytes >= bounds.bytes }
}
