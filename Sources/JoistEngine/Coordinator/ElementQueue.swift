import JoistPlan

/// A block that waits for a bundle.
struct PendingBlock: Sendable {
  /// The elements.
  let block: ElementBlock
  /// The edge that it came on.
  let edge: Int
}

/// What waits at a stage of elements, by lane. One lane runs one bundle after another.
struct ElementQueue: Sendable {
  private struct Lane: Sendable {
    /// What waits, oldest first.
    var blocks = Queue<PendingBlock>()
    var bytes = 0
    /// Processing time before which nothing of a lane in `delayed` may run.
    var notBefore = Int64.min
    /// When its oldest block came, as a number that grows.
    var since: UInt64 = 0
  }

  private var lanes: [Lane]
  /// Lanes with blocks.
  private var filled = SmallSet()
  /// Lanes that may not start a bundle: one runs, or as many settle as may.
  private var closed = SmallSet()
  /// Lanes that wait for a moment since a bundle of theirs failed.
  private var delayed = SmallSet()
  private var arrivals: UInt64 = 0

  /// Makes an empty queue.
  init(lanes count: Int) { lanes = Array(repeating: Lane(), count: count) }

  /// Adds a block to a lane, or where that is nil to the one with the least to do.
  mutating func push(_ block: PendingBlock, lane chosen: Int?) {
    let lane = chosen.map { $0 % lanes.count } ?? lanes.indices.min { lanes[$0].bytes < lanes[$1].bytes } ?? 0
    if lanes[lane].blocks.isEmpty {
      arrivals += 1
      lanes[lane].since = arrivals
    }
    filled.insert(lane)
    lanes[lane].blocks.append(block)
    lanes[lane].bytes += block.block.memory
  }

  /// Lets the lanes run whose moment has come.
  mutating func release(now: Int64) {
    var next = delayed.next(from: 0)
    while let lane = next {
      if lanes[lane].notBefore <= now { delayed.remove(lane) }
      next = delayed.next(from: lane + 1)
    }
  }

  /// The lanes that may start a bundle, the one that waits longest first. `release` comes first.
  var readyLanes: [Int] {
    var ready: [Int] = []
    var next = readySet.next(from: 0)
    while let lane = next {
      ready.append(lane)
      next = readySet.next(from: lane + 1)
    }
    return ready.sorted { lanes[$0].since < lanes[$1].since }
  }

  /// Whether a lane may start a bundle. `release` comes first.
  var hasReadyLane: Bool { !readySet.isEmpty }

  /// When the next lane becomes ready by itself, or nil.
  var nextWakeUp: Int64? {
    var earliest: Int64?
    var next = delayed.next(from: 0)
    while let lane = next {
      if filled.contains(lane) && !closed.contains(lane) { earliest = min(earliest ?? .max, lanes[lane].notBefore) }
      next = delayed.next(from: lane + 1)
    }
    return earliest
  }

  private var readySet: SmallSet {
    var ready = filled
    ready.subtract(closed)
    ready.subtract(delayed)
    return ready
  }

  /// Takes the input of a bundle: at least one block, then as many as stay within the bounds.
  mutating func take(lane: Int, bytes: Int, elements: Int) -> [PendingBlock] {
    var taken: [PendingBlock] = []
    var takenBytes = 0
    var takenElements = 0
    while let next = lanes[lane].blocks.first {
      let memory = next.block.memory
      if !taken.isEmpty && (takenBytes + memory > bytes || takenElements + next.block.count > elements) { break }
      guard let block = lanes[lane].blocks.popFirst() else { break }
      taken.append(block)
      takenBytes += memory
      takenElements += block.block.count
    }
    if lanes[lane].blocks.isEmpty { filled.remove(lane) }
    lanes[lane].bytes -= takenBytes
    arrivals += 1
    lanes[lane].since = arrivals
    return taken
  }

  /// What waits in a lane, oldest first.
  func blocks(of lane: Int) -> [PendingBlock] { lanes[lane].blocks.elements }

  /// Says whether a lane may start a bundle.
  mutating func setOpen(_ isOpen: Bool, lane: Int) {
    if isOpen { closed.remove(lane) } else { closed.insert(lane) }
  }

  /// Puts the input of failed bundles back to where it was; the lane waits until then.
  mutating func putBack(_ blocks: [PendingBlock], lane: Int, notBefore: Int64) {
    if !blocks.isEmpty { filled.insert(lane) }
    lanes[lane].blocks.putBack(blocks)
    for block in blocks { lanes[lane].bytes += block.block.memory }
    lanes[lane].notBefore = notBefore
    delayed.insert(lane)
  }
}
