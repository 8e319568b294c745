/// The state of a source's bundle that loops and functions access without a call.
@frozen public struct SourceState {
  /// Whether the next claim ends the bundle.
  @usableFromInline package var isEnding = false
  /// Whether claims take the slow path: the next one ends the bundle, or claims are recorded.
  @usableFromInline package var isWatched = false
  /// The watermark that the function has set, in milliseconds; `untouched` if it has set none.
  @usableFromInline package var watermark = untouched
  /// Whether the function sets the watermark itself.
  @usableFromInline package var isManual = true
  /// Holds the restriction's estimator; nil before the first restriction of a bundle.
  // SAFETY: the operator that runs the function owns the keeper and, through its pacer, this state. A strong reference would be
  // retained for each access.
  @usableFromInline unowned(unsafe) var keeper: WatermarkKeeper?
  /// Whether the function has said that more input is waiting.
  @usableFromInline package var hasBacklog = false

  package init() {}

  /// Stands for a watermark that has not been set.
  @usableFromInline package static let untouched = Int64.min
}

/// Decides when a source's bundle ends.
public final class SourcePacer {
  // SAFETY: allocated and initialised in `init` and freed in `deinit`. Its content needs no destruction. Only the executor's
  // thread uses it.
  @usableFromInline package let state: UnsafeMutablePointer<SourceState>
  private let scope: BundleScope
  /// The elements that have gone downstream since the bundle started.
  // SAFETY: `@exclusivity(unchecked)`: only the executor's thread uses it, and each access is a single read or write.
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

  /// Counts elements that went downstream, and ends the bundle if a limit is reached or a step downstream has thrown.
  package func drained(_ count: Int, failed: Bool) {
    elements += count
    if failed { end() }
    _ = look()
  }

  /// Checks the limits, and returns whether the bundle is to end.
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
