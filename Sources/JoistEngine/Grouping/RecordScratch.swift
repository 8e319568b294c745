import JoistPlan

/// Memory for what is known of a run of records, small enough to stay in the nearest cache. One per task.
final class RecordScratch {
  /// Records that are worked on together: few enough that they stay in the nearest cache from one pass to the next.
  static let chunk = 256

  /// Where each record starts.
  let addresses = UnsafeMutablePointer<UnsafePointer<UInt8>>.allocate(capacity: chunk)
  /// The records of the chunk that go to one table, in order.
  let chosen = UnsafeMutablePointer<UnsafePointer<UInt8>>.allocate(capacity: chunk)
  /// The chain of each record in `chosen`.
  let chains = UnsafeMutablePointer<UInt32>.allocate(capacity: chunk)
  /// Their values.
  let values = UnsafeMutablePointer<UnsafeRawBufferPointer>.allocate(capacity: chunk)
  /// The numbers of their keys.
  let keys = UnsafeMutablePointer<UInt32>.allocate(capacity: chunk)
  /// Their slots.
  let slots = UnsafeMutablePointer<UInt32>.allocate(capacity: chunk)
  /// What becomes of the records of each context of the block at hand.
  @exclusivity(unchecked) private(set) var targets: UnsafeMutablePointer<RecordTarget>
  /// How many records of the lean form the block at hand has of each context; valid where it has such.
  @exclusivity(unchecked) private(set) var leanCounts: UnsafeMutablePointer<Int>
  @exclusivity(unchecked) private var targetCapacity = 64
  /// The chains of contexts of the block at hand that have several.
  @exclusivity(unchecked) var chainLists: [[UInt32]] = []

  init() {
    targets = .allocate(capacity: targetCapacity)
    leanCounts = .allocate(capacity: targetCapacity)
  }

  deinit {
    addresses.deallocate()
    chosen.deallocate()
    chains.deallocate()
    values.deallocate()
    keys.deallocate()
    slots.deallocate()
    targets.deallocate()
    leanCounts.deallocate()
  }

  /// Forgets the block before.
  func begin(_ block: RecordBlock) {
    let contexts = block.contexts.count
    if contexts > targetCapacity {
      targets.deallocate()
      leanCounts.deallocate()
      targetCapacity = contexts * 2
      targets = .allocate(capacity: targetCapacity)
      leanCounts = .allocate(capacity: targetCapacity)
    }
    chainLists.removeAll(keepingCapacity: true)
    targets.initialize(repeating: RecordTarget(kind: .unknown), count: contexts)
    var isCounting = false
    for segment in block.segments {
      guard case .lean(let context) = segment.form else { continue }
      if !isCounting { leanCounts.initialize(repeating: 0, count: contexts) }
      isCounting = true
      leanCounts[Int(context)] += segment.count
    }
  }

  /// Notes where records start that lie one after another; returns where the one after the last starts.
  func read(_ start: UnsafePointer<UInt8>, count: Int, headerSize: Int) -> UnsafePointer<UInt8> {
    var address = start
    for index in 0..<count {
      addresses[index] = address
      address = Record(at: address, headerSize: headerSize).end
    }
    return address
  }
}

/// What becomes of the records of one context.
struct RecordTarget {
  enum Kind: UInt8 {
    /// Not decided yet.
    case unknown
    /// They belong to no window.
    case none
    /// They go to a chain of the shared table.
    case chain
    /// They go to several chains.
    case chains
    /// They go to the table of their window.
    case table
    /// What becomes of them differs from window to window: some have fired, or have tables of their own.
    case several
  }

  var kind: Kind
  /// The number of the chain, of the list of chains, or of the window with the table.
  var number: UInt32 = 0
}
