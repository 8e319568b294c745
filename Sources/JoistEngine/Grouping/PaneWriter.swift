public import JoistPlan

/// Collects what the key groups of one task fire, by lane, in the order in which it is written.
final class PaneWriter {
  /// What a run of elements belongs to.
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

  @exclusivity(unchecked) private var outputs: [LaneOutput] = []
  @exclusivity(unchecked) private var builder = ElementBlockBuilder(byteCapacity: 64, elementCapacity: 4)
  /// The lane of what the builder holds.
  @exclusivity(unchecked) private var lane = -1
  /// How many elements a full block of this task had: the next block gets room for as many at once.
  @exclusivity(unchecked) private var elementsOfFull = 0

  /// Lets `body` append elements to a part.
  /// - Parameter bytes: about how many; what does not fit into the open block starts another one.
  func write(_ part: Part, bytes: Int = 0, _ body: (ElementBlockBuilder) throws -> Void) rethrows {
    if part.lane != lane {
      close()
      lane = part.lane
    } else if builder.used + bytes > Self.blockBytes, builder.count > 0 {
      elementsOfFull = max(elementsOfFull, builder.count)
      close()
      builder = ElementBlockBuilder(
        byteCapacity: max(bytes, Self.blockBytes * 9 / 8), elementCapacity: elementsOfFull * 9 / 8)
    }
    try body(builder)
    builder.endRun(window: part.window, pane: part.pane)
  }

  /// Adds blocks that were made apart, each of one part.
  func add(_ builders: [ElementBlockBuilder], _ part: Part) {
    close()
    lane = part.lane
    let kept = builder
    for made in builders {
      made.endRun(window: part.window, pane: part.pane)
      builder = made
      close()
    }
    builder = kept
  }

  /// Takes all blocks out, by lane.
  func finish() -> [LaneOutput] {
    close()
    defer { outputs = [] }
    return outputs
  }

  private func close() {
    guard builder.count > 0 else { return }
    let block = builder.takeBlock()
    if outputs.last?.lane == lane {
      outputs[outputs.count - 1].blocks.append(block)
    } else {
      outputs.append(LaneOutput(lane: lane, blocks: [block]))
    }
  }
}

/// What a grouping task fired into one lane.
public struct LaneOutput: Sendable {
  /// The lane of the consumers.
  public var lane: Int
  /// The blocks, in order.
  public var blocks: [ElementBlock]
}
