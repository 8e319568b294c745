package import Joist
import Synchronization

/// Collects the elements that a recording step has seen in committed bundles.
package final class Recorder<Element: Streamable>: Sendable {
  struct Seen: Sendable {
    let encoded: Bytes
    let timestamp: Timestamp
    let windows: [IntervalWindow]
    let pane: PaneInfo
  }

  private let seen = Mutex<[Seen]>([])

  /// Makes a recorder, and the step that adds the elements of a collection to it.
  package init(of collection: PCollection<Element>, step: String) { collection.parDo(step, Record(recorder: self)) }

  func add(_ more: [Seen]) { seen.withLock { $0 += more } }

  package func recording() throws -> Recording<Element> {
    Recording(
      entries: try seen.withLock { seen in
        try seen.map {
          Recording.Entry(
            element: try $0.encoded.decode(Element.self), timestamp: $0.timestamp, windows: $0.windows, pane: $0.pane)
        }
      })
  }
}

/// Records the elements of a collection when their bundle is committed.
struct Record<Element: Streamable>: DoFn {
  typealias Input = Element
  typealias Output = Bool
  let recorder: Recorder<Element>
  private var seen: [Recorder<Element>.Seen] = []

  init(recorder: Recorder<Element>) { self.recorder = recorder }

  mutating func startBundle() { seen = [] }

  mutating func process(_ element: Element, in context: Context<Bool>) throws {
    let encoded = try Bytes.encoded(element)
    // Decode each element here, so that an error names the step and the element.
    do { _ = try encoded.decode(Element.self) } catch {
      throw UndecodableValue(type: "\(Element.self)", underlying: error)
    }
    seen.append(
      .init(
        encoded: encoded, timestamp: context.timestamp, windows: context.windows, pane: context.pane)
    )
  }

  mutating func finishBundle(in context: Context<Bool>) {
    let seen = seen
    let recorder = recorder
    context.afterCommit { recorder.add(seen) }
  }
}
