/// How far a source's bundle has come: in memory that loops read without a call.
@frozen public struct SourceState {
  /// Whether the bundle is to end at the next claim.
  @usableFromInline package var isEnding = false
  /// Whether a claim is more than a claim: the bundle is to end at it, or it is to be noted.
  @usableFromInline package var isWatched = false
  /// What the function has promised about event time, in milliseconds; `untouched` where that is not its own business.
  @usableFromInline package var watermark = untouched
  /// Whether the function itself moves the watermark.
  @usableFromInline package var isManual = true
  /// Keeps the restriction's estimator. Unsafe, so that nothing is counted: the operator has it, which runs the function.
  @usableFromInline unowned(unsafe) var keeper: WatermarkKeeper?
  /// Whether the function has said that more input is waiting.
  @usableFromInline package var hasBacklog = false

  package init() {}

  /// In place of a watermark that nobody has set.
  @usableFromInline package static let untouched = Int64.min
}

/// Watches how far a source's bundle has come.
public final class SourcePacer {
  @usableFromInline package let state: UnsafeMutablePointer<SourceState>
  private let scope: BundleScope
  @exclusivity(unchecked) private var elements = 0

  package init(scope: BundleScope) {
    self.scope = scope
    state = .allocate(capacity: 1)
    state.initialize(to: SourceState())
  }

  deinit { state.deallocate() }

  package func start() {
    state.pointee = SourceState()
    elements = 0
  }

  /// Counts what went downstream. Where a step there threw, the bundle ends: nothing more of it is taken.
  package func drained(_ count: Int, failed: Bool) {
    elements += count
    if failed { end() }
    _ = look()
  }

  /// Looks at the limits now.
  @usableFromInline func look() -> Bool {
    if !state.pointee.isEnding, scope.control.shouldEnd(elements: elements, outputBytes: scope.outputBytes) {
      end()
    }
    return state.pointee.isEnding
  }

  private func end() {
    state.pointee.isEnding = true
    state.pointee.isWatched = true
  }
}
