import JoistEngine
import JoistPlan

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Measures a grouping stage: records with random keys, in bundles of 100,000, one window after the other.
struct GroupingRun: ~Copyable {
  let content: Grouping.Content
  let keys: Int
  let recordsPerWindow: Int
  private let perBundle = 100_000
  private var random: UInt64 = 88_172_645_463_325_252

  init(content: Grouping.Content, keys: Int, recordsPerWindow: Int) {
    self.content = content
    self.keys = keys
    self.recordsPerWindow = recordsPerWindow
  }

  /// Runs records, and returns the costs of insertion, firing and coordination as text.
  mutating func measure(records: Int) throws -> String {
    let plan = Plan(
      stages: [
        Stage(kind: .impulse, name: "Impulse", inputs: [], outputs: [EdgeID(0)]),
        Stage(kind: .restrictions, name: "Read", inputs: [EdgeID(0)], outputs: [EdgeID(1)]),
        Stage(kind: .grouping(Grouping(content: content)), name: "Group", inputs: [EdgeID(1)], outputs: [EdgeID(2)]),
        Stage(kind: .elements, name: "Sink", inputs: [EdgeID(2)], outputs: []),
      ],
      edges: [
        Edge(producer: StageID(0), consumer: StageID(1), kind: .elements),
        Edge(producer: StageID(1), consumer: StageID(2), kind: .keyed),
        Edge(producer: StageID(2), consumer: StageID(3), kind: .elements),
      ])
    var coordinator = Coordinator(plan: plan, options: EngineOptions(memoryBudget: 4 << 30, edgeBound: 256 << 20))
    coordinator.start(now: 0)
    var insertion = 0.0
    var firing = 0.0
    var deciding = 0.0
    var made = 0
    var fired = 0
    while true {
      var began = Self.seconds()
      let work = coordinator.next(now: 0)
      deciding += Self.seconds() - began
      guard let work else { break }
      switch work {
      case .group(let task):
        let isInsertion = task.records > 0
        began = Self.seconds()
        let result = try task.perform { SumStore() }
        let took = Self.seconds() - began
        if isInsertion { insertion += took } else { firing += took }
        began = Self.seconds()
        coordinator.commit(result, now: 0)
        deciding += Self.seconds() - began
      case .bundle(let task):
        var result = BundleResult(elementsIn: 1)
        switch task.input {
        case .restrictions(let restrictions):
          result = read(restrictions[0], from: made, of: records)
          made += perBundle
        case .elements(let blocks): fired += blocks.reduce(0) { $0 + $1.count }
        case .keyed: break
        }
        began = Self.seconds()
        coordinator.commit(task.id, result, now: 0)
        deciding += Self.seconds() - began
      }
    }
    precondition(coordinator.progress == .finished)
    func perRecord(_ seconds: Double) -> Double { (seconds * 1e10 / Double(records)).rounded() / 10 }
    return """
      \(content) \(keys) keys, \(recordsPerWindow) records a window: insert \(perRecord(insertion)) ns, fire \
      \(perRecord(firing)) ns, coordinator \(perRecord(deciding)) ns a record; \(fired) elements fired
      """
  }

  private mutating func read(_ restriction: Restriction, from first: Int, of all: Int) -> BundleResult {
    let window = Window(
      start: Int64(first / recordsPerWindow) * 10_000, end: Int64(first / recordsPerWindow + 1) * 10_000)
    let next = first + perBundle
    let blocks = records(in: window)
    var residuals: [Residual] = []
    if next < all {
      residuals.append(
        Residual(
          block: restriction.block, watermark: Int64(next / recordsPerWindow) * 10_000, resume: .now, hasBacklog: true,
          continues: true, isBounded: true))
    }
    return BundleResult(outputs: [.records(blocks)], residuals: residuals, elementsIn: 1)
  }

  /// The records of a bundle as a worker writes them, in blocks by key group.
  private mutating func records(in window: Window) -> [RecordBlock] {
    let capacity = perBundle * 40 / Plan.keyGroupCount * 2
    var cursors: [UnsafeMutablePointer<UInt8>] = []
    var starts: [UnsafeMutablePointer<UInt8>] = []
    var counts = Array(repeating: 0, count: Plan.keyGroupCount)
    for _ in 0..<Plan.keyGroupCount { starts.append(.allocate(capacity: capacity)) }
    cursors = starts
    for _ in 0..<perBundle {
      random ^= random << 13
      random ^= random >> 7
      random ^= random << 17
      let key = UInt64(random % UInt64(keys))
      let product = (key ^ 0x9E37_79B9_7F4A_7C15).multipliedFullWidth(by: 0xD6E8_FEB8_6659_FD93)
      let hash = (product.high ^ product.low) | 1
      let group = Plan.keyGroup(ofHash: hash)
      let start = UnsafeMutableRawPointer(cursors[group])
      var length = 0
      var rest = key
      repeat {
        start.storeBytes(of: UInt8(rest & 127) | (rest > 127 ? 128 : 0), toByteOffset: 16 + length, as: UInt8.self)
        rest >>= 7
        length += 1
      } while rest > 0
      start.storeBytes(of: hash, as: UInt64.self)
      start.storeBytes(of: UInt32(length), toByteOffset: 8, as: UInt32.self)
      start.storeBytes(of: 8, toByteOffset: 12, as: UInt32.self)
      start.storeBytes(of: random, toByteOffset: 16 + length, as: UInt64.self)
      cursors[group] += 24 + length
      counts[group] += 1
    }
    return (0..<Plan.keyGroupCount).map { group in
      RecordBlock(
        keyGroup: group, contexts: [WindowContext(windows: [window])],
        segments: [
          RecordSegment(
            in: RecordMemory(adopting: starts[group]), byteCount: cursors[group] - starts[group],
            count: counts[group], elementCount: counts[group], form: .lean(context: 0), values: .inputs,
            hold: window.start)
        ])
    }
  }

  static func seconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}
