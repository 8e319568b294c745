import JoistPlan

/// A block that waits for a bundle.
struct PendingBlock: Sendable {
  /// The encoded elements that wait, in order.
  let block: ElementBlock
  /// The edge on which it came.
  let edge: Int
}

/// The blocks that wait at a stage of elements, by lane. A lane runs one bundle at a time.
struct ElementQueue: Sendable {
  private struct Lane: Sendable {
    /// The blocks, oldest first.
    var blocks = Queue<PendingBlock>()
    var bytes = 0
    /// The processing time before which the lane may not run, while it is in `delayed`.
    var notBefore = Int64.min
    /// When the lane began to wait, as a number that grows.
    var since: UInt64 = 0
  }

  private var lanes: [Lane]
  /// Lanes with blocks.
  private var filled = SmallSet()
  /// Lanes that may not start a bundle, since one is running or as many settle as may.
  private var closed = SmallSet()
  /// Lanes that wait for a retry.
  private var delayed = SmallSet()
  private var arrivals: UInt64 = 0

  /// Makes an empty queue.
  init(lanes count: Int) { lanes = Array(repeating: Lane(), count: count) }

  /// Adds a block to a lane; if that is nil, to the lane with the fewest bytes.
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

  /// Ends the wait of lanes whose retry is due.
  mutating func release(now: Int64) {
    var next = delayed.next(from: 0)
    while let lane = next {
      if lanes[lane].notBefore <= now { delayed.remove(lane) }
      next = delayed.next(from: lane + 1)
    }
  }

  /// The lanes that may start a bundle, the longest wait first. Call `release` first.
  var readyLanes: [Int] {
    var ready: [Int] = []
    var next = readySet.next(from: 0)
    while let lane = next {
      ready.append(lane)
      next = readySet.next(from: lane + 1)
    }
    return ready.sorted { lanes[$0].since < lanes[$1].since }
  }

  /// Whether any lane may start a bundle. Call `release` first.
  var hasReadyLane: Bool { !readySet.isEmpty }

  /// The processing time at which the next lane becomes ready by itself; nil if none does.
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

  /// Takes the input of a bundle: at least one block, then as many as stay within the limits.
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
    assert(lanes[lane].bytes >= 0, "more bytes were taken from lane \(lane) than it holds")
    arrivals += 1
    lanes[lane].since = arrivals
    return taken
  }

  /// The blocks of a lane, oldest first.
  func blocks(of lane: Int) -> [PendingBlock] { lanes[lane].blocks.elements }

  /// Sets whether a lane may start a bundle.
  mutating func setOpen(_ isOpen: Bool, lane: Int) {
    if isOpen { closed.remove(lane) } else { closed.insert(lane) }
  }

  /// Puts the input of failed bundles back in its old order. The lane waits until `notBefore`.
  mutating func putBack(_ blocks: [PendingBlock], lane: Int, notBefore: Int64) {
    if !blocks.isEmpty { filled.insert(lane) }
    lanes[lane].blocks.putBack(blocks)
    for block in blocks { lanes[lane].bytes += block.block.memory }
    lanes[lane].notBefore = notBefore
    delayed.insert(lane)
  }
}
