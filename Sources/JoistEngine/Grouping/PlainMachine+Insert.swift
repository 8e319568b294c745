import JoistPlan

extension PlainMachine {
  /// Adds the records of a segment, one chunk at a time.
  func insert(_ segment: RecordSegment, of block: RecordBlock, _ watermark: Int64, _ work: GroupWork) throws {
    // SAFETY: the addresses point into the block, which `withExtendedLifetime` keeps alive until they have been used. A chunk
    // is never larger than the scratch memory.
    let scratch = work.scratch
    let chunk = Chunk(segment: segment, contexts: block.contexts, watermark: watermark)
    var address = segment.bytes
    var left = segment.count
    var elements = segment.elementCount
    while left > 0 {
      let count = min(left, RecordScratch.chunk)
      address = scratch.read(address, count: count, headerSize: chunk.headerSize)
      switch segment.form {
      case .lean(let context):
        // The last chunk gets what the rounding has left.
        let share = count == left ? elements : segment.elementCount * count / segment.count
        elements -= share
        try insertLean(chunk, context, count, elements: share, work)
      case .general: try insertGeneral(chunk, count, work)
      }
      left -= count
    }
    withExtendedLifetime(block) {}
  }

  /// The properties that all records of a chunk share.
  struct Chunk {
    let segment: RecordSegment
    let contexts: [WindowContext]
    let watermark: Int64

    var headerSize: Int { segment.form.headerSize }
    var kind: RecordSegment.Values { segment.values }

    /// The number of records of a context that arrive together. In the lean form that is all of the block. In the
    /// general form it is one, unless there are many records for each context.
    func records(of context: UInt32, _ scratch: RecordScratch) -> Int {
      switch segment.form {
      case .lean: return scratch.contexts.leanCounts[Int(context)]
      case .general:
        let average = segment.count / max(1, contexts.count)
        return average >= 256 ? average : 1
      }
    }
  }

  /// Adds the records in `addresses` of the scratch memory, all of one context.
  private func insertLean(_ chunk: Chunk, _ context: UInt32, _ count: Int, elements: Int, _ work: GroupWork) throws {
    let scratch = work.scratch
    let target = target(of: context, chunk, work)
    switch target.kind {
    case .unknown, .none: break
    case .chain: try insert(scratch.addresses, count, chain: target.number, chunk, work)
    case .chains:
      for chain in scratch.contexts.chainLists[Int(target.number)] {
        try insert(scratch.addresses, count, chain: chain, chunk, work)
      }
    case .table: try insert(scratch.addresses, count, into: target.number, chunk, work)
    case .several: try insertSeveral(scratch.addresses, count, context, elements: elements, chunk, work)
    }
  }

  /// Finds the chains of contexts with one window, in a pass of its own, so that cache misses of several records
  /// overlap.
  private func findChains(_ chunk: Chunk, _ count: Int, _ scratch: RecordScratch) {
    let (addresses, contexts) = (scratch.addresses, scratch.contexts)
    guard windows.count > 0, let intervals = contexts.intervals else { return }
    contexts.touched = windows.touch(count) { intervals[Int(Record.context(at: addresses[$0]))] }
    for index in 0..<count {
      let context = Int(Record.context(at: addresses[index]))
      let interval = intervals[context]
      if interval.isEmpty || contexts[context].kind != .unknown { continue }
      if let chain = windows.chain(of: interval) {
        contexts[context] = RecordTarget(kind: .chain, number: chain)
      }
    }
  }

  /// Adds the records in `addresses` of the scratch memory, each with its own context. Records of one window keep their
  /// order.
  private func insertGeneral(_ chunk: Chunk, _ count: Int, _ work: GroupWork) throws {
    let scratch = work.scratch
    findChains(chunk, count, scratch)
    var chosen = Chosen()
    for index in 0..<count {
      let address = scratch.addresses[index]
      let context = Record.context(at: address)
      var target = scratch.contexts[Int(context)]
      if target.kind == .unknown { target = self.target(of: context, chunk, work) }
      switch target.kind {
      case .chain:
        if chosen.chained == RecordScratch.chunk { try flush(&chosen, chunk, work) }
        scratch.chosen[chosen.chained] = address
        scratch.chains[chosen.chained] = target.number
        chosen.chained &+= 1
      case .unknown, .none: break
      case .chains:
        for chain in scratch.contexts.chainLists[Int(target.number)] {
          if chosen.chained == RecordScratch.chunk { try flush(&chosen, chunk, work) }
          scratch.chosen[chosen.chained] = address
          scratch.chains[chosen.chained] = chain
          chosen.chained &+= 1
        }
      case .table: chosen.tabled.append((target.number, address))
      case .several:
        try flush(&chosen, chunk, work)
        // SAFETY: the pointer is used only within the closure, as an array of one record.
        try withUnsafePointer(to: address) { record in
          try insertSeveral(record, 1, context, elements: Int(Record.elements(at: address)), chunk, work)
        }
      }
    }
    try flush(&chosen, chunk, work)
  }

  /// Records of a chunk that have not been inserted yet.
  private struct Chosen {
    /// The number of entries in `chosen` and `chains` of the scratch memory.
    var chained = 0
    /// Records of windows with tables of their own.
    var tabled: [(window: UInt32, record: UnsafePointer<UInt8>)] = []
  }

  private func flush(_ chosen: inout Chosen, _ chunk: Chunk, _ work: GroupWork) throws {
    let scratch = work.scratch
    if chosen.chained > 0 {
      try insert(
        scratch.chosen, chains: scratch.chains, count: chosen.chained, headerSize: chunk.headerSize, chunk.kind, work)
    }
    if !chosen.tabled.isEmpty { try insert(tabled: chosen.tabled, chunk, work) }
    chosen = Chosen()
  }

  /// Adds records of windows with tables of their own, grouped by window.
  private func insert(
    tabled: [(window: UInt32, record: UnsafePointer<UInt8>)], _ chunk: Chunk, _ work: GroupWork
  ) throws {
    let chosen = work.scratch.chosen
    // One pass for each window, since there are few of them.
    var done: [UInt32] = []
    for (first, entry) in tabled.enumerated() where !done.contains(entry.window) {
      done.append(entry.window)
      var count = 0
      for other in tabled[first...] where other.window == entry.window {
        chosen[count] = other.record
        count &+= 1
      }
      try insert(chosen, count, into: entry.window, chunk, work)
    }
  }

  /// Adds records of a window to its own table.
  private func insert(
    _ records: UnsafePointer<UnsafePointer<UInt8>>, _ count: Int, into number: UInt32, _ chunk: Chunk,
    _ work: GroupWork
  ) throws {
    guard let table = windows[number].table else { return }
    let more = chunk.segment.form == .general ? count : chunk.segment.count
    try table.insert(records, count: count, of: more, headerSize: chunk.headerSize, chunk.kind, work) {
      try makeContent(work)
    }
    account(for: table)
  }

  /// Adds records to each of their windows, and drops them for windows that have expired.
  private func insertSeveral(
    _ records: UnsafePointer<UnsafePointer<UInt8>>, _ count: Int, _ context: UInt32, elements: Int, _ chunk: Chunk,
    _ work: GroupWork
  ) throws {
    let all = chunk.contexts[Int(context)].windows
    let open = all.filter { !$0.isPassed(by: chunk.watermark) }
    let lateWindows = all.filter { $0.isPassed(by: chunk.watermark) }
    for window in lateWindows {
      let isDropped = window.isExpired(at: chunk.watermark, allowedLateness: grouping.allowedLateness)
      late.add(elements, of: window, at: chunk.watermark, isDropped: isDropped)
      if !isDropped { try insertLate(records, count, window, chunk, work) }
    }
    // A slice of the open windows only: one with windows that have begun to fire takes no more records.
    if !open.isEmpty, let chain = slice(of: open, at: chunk.watermark) {
      return try insert(records, count, chain: chain, chunk, work)
    }
    for window in open {
      let target = decide(window, chunk.watermark) { count }
      if target.kind == .table {
        try insert(records, count, into: target.number, chunk, work)
      } else {
        try insert(records, count, chain: target.number, chunk, work)
      }
    }
  }

  /// Adds records to a chain.
  private func insert(
    _ records: UnsafePointer<UnsafePointer<UInt8>>, _ count: Int, chain: UInt32, _ chunk: Chunk, _ work: GroupWork
  ) throws {
    work.scratch.chains.update(repeating: chain, count: count)
    try insert(records, chains: work.scratch.chains, count: count, headerSize: chunk.headerSize, chunk.kind, work)
  }

  /// Where the records of a context go, decided once for each block.
  private func target(of context: UInt32, _ chunk: Chunk, _ work: GroupWork) -> RecordTarget {
    let known = work.scratch.contexts[Int(context)]
    if known.kind != .unknown { return known }
    let target = decide(context, chunk, work.scratch)
    work.scratch.contexts[Int(context)] = target
    return target
  }

  private func decide(_ context: UInt32, _ chunk: Chunk, _ scratch: RecordScratch) -> RecordTarget {
    let all = chunk.contexts[Int(context)].windows
    guard let first = all.first else { return RecordTarget(kind: .none) }
    if first.isPassed(by: chunk.watermark) { return RecordTarget(kind: .several) }
    if all.count == 1 { return decide(first, chunk.watermark) { chunk.records(of: context, scratch) } }
    if let chain = slice(of: all, at: chunk.watermark) { return RecordTarget(kind: .chain, number: chain) }
    var chains: [UInt32] = []
    for window in all {
      let target = decide(window, chunk.watermark) { 1 }
      guard target.kind == .chain else { return RecordTarget(kind: .several) }
      chains.append(target.number)
    }
    scratch.contexts.chainLists.append(chains)
    return RecordTarget(kind: .chains, number: UInt32(scratch.contexts.chainLists.count - 1))
  }

  /// Where on-time records of one window go.
  /// - Parameter records: the number of records that arrive together; called if the window is new.
  private func decide(_ window: Window, _ watermark: Int64, records: () -> Int) -> RecordTarget {
    if !slices.isEmpty, let chain = slice(of: [window], at: watermark) {
      return RecordTarget(kind: .chain, number: chain)
    }
    let number = number(of: window, records: records)
    return windows[number].table == nil
      ? RecordTarget(kind: .chain, number: windows[number].chain) : RecordTarget(kind: .table, number: number)
  }
}
