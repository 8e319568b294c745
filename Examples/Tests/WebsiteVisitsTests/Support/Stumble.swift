import Joist
import Synchronization

/// Passes on what it is given, and has bundles fail: in their middle and, when all they write has been handed over, at their
/// end.
struct Stumble<Element: Streamable>: DoFn {
  typealias Input = Element
  typealias Output = Element

  /// What all instances count.
  final class Counts: Sendable {
    let elements = Atomic(0)
    let ends = Atomic(0)
    let fallsInside = Atomic(0)
    let fallsAtEnds = Atomic(0)
    /// Elements of bundles that were committed.
    let committed = Atomic(0)
  }

  let counts: Counts
  /// Every so-manieth element fails its bundle.
  let elementStride: Int
  /// Every so-manieth end of a bundle does.
  let endStride: Int
  private var seen = 0

  init(counts: Counts, elementStride: Int, endStride: Int) {
    self.counts = counts
    self.elementStride = elementStride
    self.endStride = endStride
  }

  mutating func startBundle() { seen = 0 }

  mutating func process(_ element: Element, in context: Context<Element>) throws {
    if counts.elements.add(1, ordering: .relaxed).newValue % elementStride == 0 {
      counts.fallsInside.add(1, ordering: .relaxed)
      throw RetryableError("stumbled", hadContact: true)
    }
    seen += 1
    context.emit(element)
  }

  mutating func finishBundle(in context: Context<Element>) throws {
    guard seen > 0 else { return }
    if counts.ends.add(1, ordering: .relaxed).newValue % endStride == 0 {
      counts.fallsAtEnds.add(1, ordering: .relaxed)
      throw RetryableError("stumbled at the end", hadContact: true)
    }
    let (seen, counts) = (seen, counts)
    context.afterCommit { counts.committed.add(seen, ordering: .relaxed) }
  }
}
