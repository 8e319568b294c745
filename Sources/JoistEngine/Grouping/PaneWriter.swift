public import JoistPlan

/// Collects what the key groups of one task fire: one block for all key groups of a lane, per window and pane, as long as
/// it is not too large. Panes of one key stay in the order in which they were written.
final class PaneWriter {
  /// What a block belongs to.
  struct Part: Hashable, Sendable {
    /// The lane of the consumers that it goes to.
    var lane: Int
    /// The window that fired.
    var window: Window
    /// The pane.
    var pane: Pane
  }

  /// A block of so many bytes takes nothing more.
  static let blockBytes = 256 << 10

  @exclusivity(unchecked) private var open: [(part: Part, builder: ElementBlockBuilder)] = []
  @exclusivity(unchecked) private var places = Lookup<Part, Int>()
  /// How many elements a full block of this task had: the next block of a part gets room for as many at once.
  @exclusivity(unchecked) private var elementsOfFull = 0
  @exclusivity(unchecked) private var closed: [(part: Part, builder: ElementBlockBuilder)] = []

  /// The builder of a part.
  /// - Parameters:
  ///   - part: what will be written.
  ///   - bytes: how much; what does not fit into the open block starts another one.
  ///   - startsNew: whether to start another one in any case.
  func builder(_ part: Part, bytes: Int, startsNew: Bool = false) -> ElementBlockBuilder {
    if let place = places[part] {
      let builder = open[place].builder
      if builder.count == 0 || !startsNew && builder.used + bytes <= Self.blockBytes { return builder }
      elementsOfFull = max(elementsOfFull, builder.count)
      close(part)
      let fresh = makeNext(bytes)
      open[place].builder = fresh
      return fresh
    }
    let fresh = ElementBlockBuilder(byteCapacity: bytes, elementCapacity: 16)
    places[part] = open.count
    open.append((part, fresh))
    return fresh
  }

  private func makeNext(_ bytes: Int) -> ElementBlockBuilder {
    ElementBlockBuilder(
      byteCapacity: max(bytes, Self.blockBytes * 9 / 8), elementCapacity: elementsOfFull * 9 / 8)
  }

  /// Lets `body` append elements to a part.
  func write(_ part: Part, _ body: (ElementBlockBuilder) throws -> Void) rethrows {
    try body(builder(part, bytes: 0))
  }

  /// Takes all blocks out, by lane.
  func finish() -> [LaneOutput] {
    closed += open.sorted { Self.precedes($0.part, $1.part) }
    open = []
    places = Lookup()
    var output: [LaneOutput] = []
    for (part, builder) in closed where builder.count > 0 {
      let block = builder.takeBlock(
        time: part.window.maxTimestamp, context: WindowContext(windows: [part.window], pane: part.pane))
      if let place = output.firstIndex(where: { $0.lane == part.lane }) {
        output[place].blocks.append(block)
      } else {
        output.append(LaneOutput(lane: part.lane, blocks: [block]))
      }
    }
    closed = []
    return output
  }

  /// Closes a block, and with it those of the same lane that must not come behind it.
  private func close(_ part: Part) {
    var closing: [(part: Part, builder: ElementBlockBuilder)] = []
    for place in open.indices where open[place].part.lane == part.lane && open[place].builder.count > 0 {
      if Self.precedes(part, open[place].part) { continue }
      closing.append(open[place])
      open[place].builder = ElementBlockBuilder(byteCapacity: 0, elementCapacity: 0)
    }
    closed += closing.sorted { Self.precedes($0.part, $1.part) }
  }

  /// By window, then in the order in which the panes of a key follow one another.
  private static func precedes(_ a: Part, _ b: Part) -> Bool {
    if a.window != b.window { return Window.precedes(a.window, b.window) }
    if a.pane.timing != b.pane.timing { return a.pane.timing.rawValue < b.pane.timing.rawValue }
    return a.pane.index < b.pane.index
  }
}

/// What a grouping task fired into one lane.
public struct LaneOutput: Sendable {
  /// The lane of the consumers.
  public var lane: Int
  /// The blocks, in order.
  public var blocks: [ElementBlock]
}
