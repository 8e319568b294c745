import Joist
import Synchronization

/// Passes on its elements, and fails every `stride`-th bundle: alternately in the middle, and at the end when all
/// output has been handed over. A bundle that is retried counts as another one.
struct Stumble<Element: Streamable>: DoFn {
  typealias Input = Element
  typealias Output = Element

  /// Counts of all instances together.
  final class Counts: Sendable {
    let bundles = Atomic(0)
    let fallsInside = Atomic(0)
    let fallsAtEnds = Atomic(0)
    /// The number of elements in committed bundles.
    let committed = Atomic(0)
  }

  /// Where a bundle fails.
  private enum Fall { case inside, atEnd }

  let counts: Counts
  /// One in this many bundles with elements fails; at least 2.
  let stride: Int
  private var seen = 0
  private var fall: Fall?

  init(counts: Counts, stride: Int) {
    self.counts = counts
    self.stride = stride
  }

  mutating func startBundle() { (seen, fall) = (0, nil) }

  mutating func process(_ element: Element, in context: Context<Element>) throws {
    if seen == 0 { fall = nextFall() }
    seen += 1
    if seen == 2, fall == .inside {
      counts.fallsInside.add(1, ordering: .relaxed)
      throw RetryableError("stumbled", hadContact: true)
    }
    context.emit(element)
  }

  mutating func finishBundle(in context: Context<Element>) throws {
    if fall == .atEnd {
      counts.fallsAtEnds.add(1, ordering: .relaxed)
      throw RetryableError("stumbled at the end", hadContact: true)
    }
    let (seen, counts) = (seen, counts)
    context.afterCommit { counts.committed.add(seen, ordering: .relaxed) }
  }

  private func nextFall() -> Fall? {
    let (rounds, rest) = counts.bundles.add(1, ordering: .relaxed).newValue.quotientAndRemainder(dividingBy: stride)
    return rest != 0 ? nil : rounds.isMultiple(of: 2) ? .atEnd : .inside
  }
}
