/// Callbacks of committed bundles (offset commits, for example). They are called in the order of the commits, one at a time.
struct CommitCallbacks: Sendable {
  typealias Callback = @Sendable () -> Void

  private var waiting: [Callback] = []
  private var called = 0

  /// How many wait or are being called.
  var count: Int { waiting.count + called }

  /// Whether some wait and none is being called.
  var areDue: Bool { !waiting.isEmpty && called == 0 }

  mutating func append(_ callbacks: [Callback]) { waiting += callbacks }

  /// Takes all that wait, to be called in order; the caller reports with `finish` when it has called them.
  mutating func take() -> [Callback] {
    defer { waiting = [] }
    called = waiting.count
    return waiting
  }

  mutating func finish() { called = 0 }
}
