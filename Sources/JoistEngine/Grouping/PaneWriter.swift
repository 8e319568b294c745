public import JoistPlan

/// Collects the panes that the key groups of one task fire, by lane. Panes of one key and window stay in the order in
/// which they are written.
///
/// Large windows get blocks of their own for each pane, which all key groups of a lane share; small windows share
/// blocks. Readers are faster if all elements of a block have one window.
///
/// SAFETY: a task owns its writer and runs on one thread. `body` appends to the builder and never calls the writer, so
/// accesses cannot overlap and `@exclusivity(unchecked)` is sound.
final class PaneWriter {
  /// The lane, window and pane of some elements.
  struct Part: Hashable, Sendable {
    /// The consumers' lane.
    var lane: Int
    /// The window that fired.
    var window: Window
    /// The pane with which the window fired.
    var pane: Pane
  }

  /// The size at which a block is full, in bytes.
  static let blockBytes = 256 << 10

  /// The parts with large windows, each with its open block.
  @exclusivity(unchecked) private var parts: [(part: Part, builder: ElementBlockBuilder)] = []
  @exclusivity(unchecked) private var indices = Lookup<Part, Int>()
  /// The open block that small windows share.
  @exclusivity(unchecked) private var mixed = ElementBlockBuilder(byteCapacity: 64, elementCapacity: 4)
  @exclusivity(unchecked) private var mixedLane = -1
  /// The full blocks, by lane: those of large windows, which come first, and shared ones.
  @exclusivity(unchecked) private var largeOutputs: [LaneOutput] = []
  @exclusivity(unchecked) private var mixedOutputs: [LaneOutput] = []
  /// The most elements that a full block of this task had. The next block reserves room for as many.
  @exclusivity(unchecked) private var elementsOfFull = 0

  /// Lets `body` append elements to a part that is large enough for blocks of its own. A window that was large once
  /// remains so until its late panes.
  /// - Parameter bytes: the approximate size. Elements that do not fit into the open block begin another one.
  func write(_ part: Part, bytes: Int = 0, _ body: (ElementBlockBuilder) throws -> Void) rethrows {
    try body(builder(of: part, bytes))
  }

  /// Lets `body` append the elements of small windows, one for each slot of a list, with a pane for each run of the
  /// list: `pane`, unless the runs have panes of their own. It does so in pieces, so that blocks do not exceed their size by much.
  /// - Parameter piece: the end of the piece that begins at a slot, and its approximate size in bytes. A piece that
  ///   does not fit into the open block begins another one.
  func write(
    _ list: SlotList, _ pane: Pane, lane: Int, piece: (_ first: Int) throws -> (end: Int, bytes: Int),
    _ body: (_ slots: Range<Int>, _ bytes: Int, ElementBlockBuilder) throws -> Void
  ) rethrows {
    let hasPanes = !list.panes.isEmpty
    var first = 0
    var run = 0
    while first < list.count {
      let (end, bytes) = try piece(first)
      openMixed(lane, bytes)
      let before = mixed.count
      try body(first..<end, bytes, mixed)
      while run < list.runs.count {
        let (window, at) = (list.runs[run].window, before + min(list.runs[run].end, end) - first)
        if hasPanes {
          mixed.endRun(window: window, pane: list.panes[run].pane, time: list.panes[run].time, at: at)
        } else {
          mixed.endRun(window: window, pane: pane, time: window.maxTimestamp, at: at)
        }
        if list.runs[run].end > end { break }
        run += 1
      }
      first = end
    }
  }

  private func openMixed(_ lane: Int, _ bytes: Int) {
    if lane != mixedLane {
      closeMixed()
      mixedLane = lane
    } else if mixed.used + bytes > Self.blockBytes, mixed.count > 0 {
      elementsOfFull = max(elementsOfFull, mixed.count)
      closeMixed()
      mixed = makeNext(bytes)
    }
  }

  /// Adds finished blocks of one large part.
  func add(_ builders: [ElementBlockBuilder], _ part: Part) {
    if let index = indices[part] { close(part, parts[index].builder) }
    for builder in builders { close(part, builder) }
  }

  /// Takes all blocks out, by lane.
  func finish() -> [LaneOutput] {
    for (part, builder) in parts.sorted(by: { Self.precedes($0.part, $1.part) }) { close(part, builder) }
    closeMixed()
    for output in mixedOutputs {
      for block in output.blocks { Self.append(block, output.lane, to: &largeOutputs) }
    }
    parts = []
    indices = Lookup()
    mixedOutputs = []
    defer { largeOutputs = [] }
    return largeOutputs
  }

  private func builder(of part: Part, _ bytes: Int) -> ElementBlockBuilder {
    guard let index = indices[part] else {
      let builder = ElementBlockBuilder(byteCapacity: bytes, elementCapacity: 16)
      indices[part] = parts.count
      parts.append((part, builder))
      return builder
    }
    let open = parts[index].builder
    if open.count == 0 || open.used + bytes <= Self.blockBytes { return open }
    elementsOfFull = max(elementsOfFull, open.count)
    close(part, open)
    parts[index].builder = makeNext(bytes)
    return parts[index].builder
  }

  private func makeNext(_ bytes: Int) -> ElementBlockBuilder {
    ElementBlockBuilder(byteCapacity: max(bytes, Self.blockBytes * 9 / 8), elementCapacity: elementsOfFull * 9 / 8)
  }

  private func close(_ part: Part, _ builder: ElementBlockBuilder) {
    guard builder.count > 0 else { return }
    let block = builder.takeBlock(
      time: part.window.maxTimestamp, context: WindowContext(windows: [part.window], pane: part.pane))
    Self.append(block, part.lane, to: &largeOutputs)
  }

  private func closeMixed() {
    if mixed.count > 0 { Self.append(mixed.takeBlock(), mixedLane, to: &mixedOutputs) }
  }

  private static func append(_ block: ElementBlock, _ lane: Int, to outputs: inout [LaneOutput]) {
    if let index = outputs.lastIndex(where: { $0.lane == lane }) {
      outputs[index].blocks.append(block)
    } else {
      outputs.append(LaneOutput(lane: lane, blocks: [block]))
    }
  }

  /// Orders by lane, then by window.
  private static func precedes(_ a: Part, _ b: Part) -> Bool {
    a.lane != b.lane ? a.lane < b.lane : Window.precedes(a.window, b.window)
  }
}

/// The panes that a grouping task fired into one lane.
public struct LaneOutput: Sendable {
  /// The consumers' lane.
  public var lane: Int
  /// The blocks, in order.
  public var blocks: [ElementBlock]
}
