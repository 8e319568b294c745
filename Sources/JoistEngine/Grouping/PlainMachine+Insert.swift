import JoistPlan

extension PlainMachine {
  /// Adds the records of a segment, a chunk at a time.
  func insert(_ segment: RecordSegment, of block: RecordBlock, _ watermark: Int64, _ work: GroupWork) throws {
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
        // The last chunk has what the rounding left.
        let share = count == left ? elements : segment.elementCount * count / segment.count
        elements -= share
        try insertLean(chunk, context, count, elements: share, work)
      case .general: try insertGeneral(chunk, count, work)
      }
      left -= count
    }
    withExtendedLifetime(block) {}
  }

  /// What the records of a chunk have in common.
  struct Chunk {
    let segment: RecordSegment
    let contexts: [WindowContext]
    let watermark: Int64

    var headerSize: Int { segment.form.headerSize }
    var kind: RecordSegment.Values { segment.values }
  }

  /// Adds the records in the scratch's `addresses`, all of one context.
  private func insertLean(_ chunk: Chunk, _ context: UInt32, _ count: Int, elements: Int, _ work: GroupWork) throws {
    let scratch = work.scratch
    let target = target(of: context, chunk, records: chunk.segment.count, work)
    switch target.kind {
    case .unknown, .none: break
    case .chain:
      scratch.chains.update(repeating: target.number, count: count)
      try insert(
        scratch.addresses, chains: scratch.chains, count: count, headerSize: chunk.headerSize, chunk.kind, work)
    case .table: try insert(scratch.addresses, count, into: target.number, chunk, work)
    case .several: try insertSeveral(scratch.addresses, count, context, elements: elements, chunk, work)
    }
  }

  /// Adds the records in the scratch's `addresses`, each of a context of its own.
  private func insertGeneral(_ chunk: Chunk, _ count: Int, _ work: GroupWork) throws {
    let scratch = work.scratch
    var chained = 0
    var others: [(context: UInt32, address: UnsafePointer<UInt8>)] = []
    for index in 0..<count {
      let address = scratch.addresses[index]
      let context = Record.context(at: address)
      var target = scratch.targets[Int(context)]
      if target.kind == .unknown { target = self.target(of: context, chunk, records: 1, work) }
      if target.kind == .chain {
        scratch.chosen[chained] = address
        scratch.chains[chained] = target.number
        chained &+= 1
      } else if target.kind != .none {
        others.append((context, address))
      }
    }
    if chained > 0 {
      try insert(
        scratch.chosen, chains: scratch.chains, count: chained, headerSize: chunk.headerSize, chunk.kind, work)
    }
    if !others.isEmpty { try insert(others: others, chunk, work) }
  }

  /// Adds records that do not go to the shared table by themselves, those of one context together.
  private func insert(
    others: [(context: UInt32, address: UnsafePointer<UInt8>)], _ chunk: Chunk, _ work: GroupWork
  ) throws {
    let scratch = work.scratch
    let order = others.indices.sorted { (others[$0].context, $0) < (others[$1].context, $1) }
    var start = 0
    while start < order.count {
      let context = others[order[start]].context
      var count = 0
      var elements = 0
      while start + count < order.count, others[order[start + count]].context == context {
        scratch.chosen[count] = others[order[start + count]].address
        elements += Int(Record.elements(at: scratch.chosen[count]))
        count += 1
      }
      let target = scratch.targets[Int(context)]
      if target.kind == .table {
        try insert(scratch.chosen, count, into: target.number, chunk, work)
      } else {
        try insertSeveral(scratch.chosen, count, context, elements: elements, chunk, work)
      }
      start += count
    }
  }

  /// Adds records of a window to its own table.
  private func insert(
    _ records: UnsafePointer<UnsafePointer<UInt8>>, _ count: Int, into number: UInt32, _ chunk: Chunk,
    _ work: GroupWork
  ) throws {
    guard let table = windows[number].table else { return }
    try table.insert(records, count: count, headerSize: chunk.headerSize, chunk.kind, work) { try makeContent(work) }
    account(for: table)
  }

  /// Adds records to each of their windows, or drops them where one accepts nothing any more.
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
    if all.count > 1, let first = open.first, let chain = slice(of: all, firstOpen: first) {
      work.scratch.chains.update(repeating: chain, count: count)
      return try insert(
        records, chains: work.scratch.chains, count: count, headerSize: chunk.headerSize, chunk.kind, work)
    }
    for window in open {
      let number = number(of: window, records: count)
      if windows[number].table != nil {
        try insert(records, count, into: number, chunk, work)
      } else {
        work.scratch.chains.update(repeating: windows[number].chain, count: count)
        try insert(
          records, chains: work.scratch.chains, count: count, headerSize: chunk.headerSize, chunk.kind, work)
      }
    }
  }

  /// What becomes of a context's records, decided once a block.
  /// - Parameter records: how many of its records come together.
  private func target(of context: UInt32, _ chunk: Chunk, records: Int, _ work: GroupWork) -> RecordTarget {
    let known = work.scratch.targets[Int(context)]
    if known.kind != .unknown { return known }
    let target = decide(chunk.contexts[Int(context)].windows, chunk.watermark, records)
    work.scratch.targets[Int(context)] = target
    return target
  }

  private func decide(_ all: [Window], _ watermark: Int64, _ records: Int) -> RecordTarget {
    guard let first = all.first else { return RecordTarget(kind: .none) }
    if first.isPassed(by: watermark) { return RecordTarget(kind: .several) }
    if all.count > 1 {
      return slice(of: all, firstOpen: first).map { RecordTarget(kind: .chain, number: $0) } ?? RecordTarget(kind: .several)
    }
    let number = number(of: first, records: records)
    return windows[number].table == nil
      ? RecordTarget(kind: .chain, number: windows[number].chain) : RecordTarget(kind: .table, number: number)
  }
}
