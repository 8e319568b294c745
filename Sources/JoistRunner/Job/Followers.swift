/// What is called when bundles have been committed (offset commits), in the order of their commits, one at a time.
struct Followers: Sendable {
  typealias Call = @Sendable () -> Void

  private var waiting: [Call] = []
  private var called = 0

  /// Those that wait and those that are being called.
  var count: Int { waiting.count + called }

  /// Whether some wait and none is being called.
  var areDue: Bool { !waiting.isEmpty && called == 0 }

  mutating func append(_ calls: [Call]) { waiting += calls }

  /// Takes all that wait, to be called; `finish` tells when they have been.
  mutating func take() -> [Call] {
    defer { waiting = [] }
    called = waiting.count
    return waiting
  }

  mutating func finish() { called = 0 }
}
