import JoistPlan

extension ToyPlan {
  /// The values of an element that has come to a transform: a group becomes one number, whatever its order.
  static func values(of element: ToyElement) -> [ToyValue] {
    switch element {
    case .value(let value): [value]
    case .values(let key, let values):
      [folded(key: key, sum: values.reduce(0) { $0 + Int64($1.number) }, count: Int64(values.count))]
    case .combined(let key, let sum, let count): [folded(key: key, sum: sum, count: count)]
    case .impulse, .range, .repeating: []
    }
  }

  private static func folded(key: Int, sum: Int64, count: Int64) -> ToyValue {
    ToyValue(origin: 0, sequence: 0, number: Int((Int64(key) * 31 + sum * 7 + count) % 1000))
  }

  /// What a link makes of a value.
  static func apply(_ operations: [Operation], to value: ToyValue) -> [ToyValue] {
    var values = [value]
    for operation in operations {
      switch operation {
      case .add(let more): for place in values.indices { values[place].number = (values[place].number + more) % 1000 }
      case .keep(let modulus, let remainder): values = values.filter { $0.number % modulus == remainder }
      case .twice: values = values.flatMap { [$0, $0] }
      }
    }
    return values
  }

  /// What a stage writes to an edge, given the values that it made.
  func output(_ values: [(value: ToyValue, time: Int64)], to edge: Int, dice: inout Dice) -> BundleOutput {
    let link = links[edge]
    let written = values.flatMap { entry in
      Self.apply(link.operations, to: entry.value).map { (value: $0, time: entry.time) }
    }
    guard let keys = link.keys, let grouping = grouping(behind: edge) else {
      return .elements(blocks(written.map { (ToyElement.value($0.value).bytes, $0.time) }, dice: &dice))
    }
    return .records(records(written, keys: keys, grouping: grouping, link, dice: &dice))
  }

  /// Cuts elements into blocks at random.
  func blocks(_ elements: [(bytes: [UInt8], time: Int64)], dice: inout Dice) -> [ElementBlock] {
    var blocks: [ElementBlock] = []
    var next = 0
    while next < elements.count {
      let count = min(dice.number(in: 1...6), elements.count - next)
      blocks.append(.make(Array(elements[next..<next + count])))
      next += count
    }
    return blocks
  }

  private struct Heap {
    var window: Window
    var group: Int
    var records: [(key: Int, value: ToyValue, time: Int64)] = []
  }

  private func records(
    _ values: [(value: ToyValue, time: Int64)], keys: Int, grouping: ToyGrouping, _ link: Link, dice: inout Dice
  ) -> [RecordBlock] {
    var heaps: [Heap] = []
    for entry in values {
      let key = entry.value.number % keys
      let group = Plan.keyGroup(ofHash: ToyKey.hash(key))
      for window in grouping.windows.windows(at: entry.time) {
        let place =
          heaps.firstIndex { $0.window == window && $0.group == group }
          ?? {
            heaps.append(Heap(window: window, group: group))
            return heaps.count - 1
          }()
        heaps[place].records.append((key, entry.value, entry.time + link.delay))
      }
    }
    let combined = grouping.grouping.content == .accumulators
    var blocks: [RecordBlock] = []
    for heap in heaps {
      if link.precombines && dice.chance(70) {
        blocks.append(partials(heap))
        continue
      }
      var next = 0
      while next < heap.records.count {
        let count = min(dice.number(in: 1...8), heap.records.count - next)
        let some = heap.records[next..<next + count]
        blocks.append(
          RecordBlock.make(
            some.map { ($0.key, $0.value.bytes) }, combined: combined, window: heap.window, group: heap.group,
            elementCount: count, values: .inputs, minTime: some.map(\.time).min() ?? 0))
        next += count
      }
    }
    return blocks
  }

  private func partials(_ heap: Heap) -> RecordBlock {
    var sums: [(key: Int, sum: Int64, count: Int64)] = []
    for record in heap.records {
      if let place = sums.firstIndex(where: { $0.key == record.key }) {
        sums[place].sum += Int64(record.value.number)
        sums[place].count += 1
      } else {
        sums.append((record.key, Int64(record.value.number), 1))
      }
    }
    let records = sums.map { entry in
      var writer = ByteWriter()
      writer.put(entry.sum)
      writer.put(entry.count)
      return (key: entry.key, value: writer.bytes)
    }
    return RecordBlock.make(
      records, combined: true, window: heap.window, group: heap.group, elementCount: heap.records.count,
      values: .partials, minTime: heap.records.map(\.time).min() ?? 0)
  }
}

extension RecordBlock {
  /// A block of records whose keys are of one key group.
  static func make(
    _ records: [(key: Int, value: [UInt8])], combined: Bool, window: Window, group: Int, elementCount: Int,
    values: Values, minTime: Int64
  ) -> RecordBlock {
    var writer = ByteWriter()
    for record in records {
      let key = ToyKey.bytes(record.key, combined: combined)
      writer.put(ToyKey.hash(record.key))
      writer.put(UInt32(key.count))
      writer.put(UInt32(record.value.count))
      writer.bytes += key + record.value
    }
    let bytes = UnsafeMutablePointer<UInt8>.allocate(capacity: writer.bytes.count)
    bytes.update(from: writer.bytes, count: writer.bytes.count)
    return RecordBlock(
      adopting: bytes, byteCount: writer.bytes.count, count: records.count, elementCount: elementCount, window: window,
      keyGroup: group, values: values, minTime: minTime)
  }

  /// The keys with their values' bytes.
  var list: [(key: Int, value: [UInt8])] {
    var records: [(key: Int, value: [UInt8])] = []
    var address = UnsafePointer(bytes)
    for _ in 0..<count {
      let record = Record(at: address)
      var key = ByteReader(Array(UnsafeBufferPointer(start: record.key, count: record.keyLength)))
      records.append(
        (ToyKey.take(&key), Array(UnsafeBufferPointer(start: record.value, count: record.valueLength))))
      address = record.end
    }
    return records
  }
}
