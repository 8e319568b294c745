import Joist
import Synchronization

/// Passes on what it is given, and fails every so-manieth bundle: the one in its middle, the next at its end, when all that it
/// writes has been handed over. Bundles are counted, not elements, so that a bundle that is run again is another one.
struct Stumble<Element: Streamable>: DoFn {
  typealias Input = Element
  typealias Output = Element

  /// What all instances count.
  final class Counts: Sendable {
    let bundles = Atomic(0)
    let fallsInside = Atomic(0)
    let fallsAtEnds = Atomic(0)
    /// Elements of bundles that were committed.
    let committed = Atomic(0)
  }

  /// Where a bundle fails.
  private enum Fall { case inside, atEnd }

  let counts: Counts
  /// Every so-manieth bundle with elements fails; 2 or more.
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
