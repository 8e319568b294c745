import JoistPlan

/// Makes record blocks of values, in every form in which a worker may write them.
struct ToyRecords {
  /// What the consumer of records needs.
  struct Form {
    var windows: ToyWindows
    /// Whether it takes accumulators.
    var isCombined: Bool
    /// Whether each record has its timestamp.
    var keepsTimes = false
  }

  private let form: Form
  private let precombines: Bool
  private let delay: Int64
  /// Whether an element of several windows is written once for each of them.
  private let isSingle: Bool
  private var contexts: [WindowContext] = []

  private struct Entry {
    var context: Int
    var key: Int
    var value: [UInt8]
    var time: Int64
    var elements = 1
    /// What the value adds to a sum.
    var number: Int64 = 0
  }

  init(_ form: Form, _ link: ToyPlan.Link, dice: inout Dice) {
    self.form = form
    precombines = link.precombines
    delay = link.delay
    isSingle = dice.chance(30)
  }

  mutating func blocks(
    _ values: [(value: ToyValue, time: Int64)], keys: Int, dice: inout Dice
  ) -> [RecordBlock] {
    var groups: [(group: Int, entries: [Entry])] = []
    for entry in values {
      let key = entry.value.number % keys
      let group = Plan.keyGroup(ofHash: ToyKey.hash(key))
      let place =
        groups.firstIndex { $0.group == group }
        ?? {
          groups.append((group, []))
          return groups.count - 1
        }()
      for context in numbers(at: entry.time) {
        groups[place].entries.append(
          Entry(
            context: context, key: key, value: entry.value.bytes, time: entry.time + delay,
            number: Int64(entry.value.number)))
      }
    }
    var blocks: [RecordBlock] = []
    for (group, entries) in groups {
      var next = 0
      while next < entries.count {
        let count = min(dice.number(in: 1...8), entries.count - next)
        blocks.append(block(group, Array(entries[next..<next + count]), dice: &dice))
        next += count
      }
    }
    return blocks
  }

  /// The contexts of a timestamp: one of all its windows, or one of each.
  private mutating func numbers(at time: Int64) -> [Int] {
    let all = form.windows.windows(at: time)
    return (isSingle ? all.map { [$0] } : [all]).map { windows in
      if let known = contexts.firstIndex(where: { $0.windows == windows }) { return known }
      contexts.append(WindowContext(windows: windows))
      return contexts.count - 1
    }
  }

  private func block(_ group: Int, _ entries: [Entry], dice: inout Dice) -> RecordBlock {
    let isPartial = precombines && dice.chance(70)
    let records = isPartial ? Self.partials(entries) : entries
    let values: RecordSegment.Values = isPartial ? .partials : .inputs
    var segments: [RecordSegment] = []
    if form.keepsTimes || dice.chance(40) {
      segments.append(segment(records, .general, values))
    } else {
      // Runs of one context, or all of a context together where no window is in two of them: a window's records keep their
      // order either way.
      let isApart = contexts.allSatisfy { $0.windows.count <= 1 }
      let ordered = isApart && dice.chance(50) ? records.sorted { $0.context < $1.context } : records
      var start = 0
      while start < ordered.count {
        let context = ordered[start].context
        let run = ordered[start...].prefix { $0.context == context }
        segments.append(segment(Array(run), .lean(context: UInt32(context)), values))
        start += run.count
      }
    }
    return RecordBlock(keyGroup: group, contexts: contexts, segments: segments)
  }

  /// The sums of each key and context.
  private static func partials(_ entries: [Entry]) -> [Entry] {
    var sums: [Entry] = []
    for entry in entries {
      if let place = sums.firstIndex(where: { $0.key == entry.key && $0.context == entry.context }) {
        sums[place].number += entry.number
        sums[place].elements += 1
        sums[place].time = min(sums[place].time, entry.time)
      } else {
        sums.append(entry)
      }
    }
    for place in sums.indices {
      var writer = ByteWriter()
      writer.put(sums[place].number)
      writer.put(Int64(sums[place].elements))
      sums[place].value = writer.bytes
    }
    return sums
  }

  private func segment(_ entries: [Entry], _ form: RecordSegment.Form, _ values: RecordSegment.Values) -> RecordSegment
  {
    var writer = ByteWriter()
    var hold = EventTime.max
    for entry in entries {
      let key = ToyKey.bytes(entry.key, combined: self.form.isCombined)
      writer.put(ToyKey.hash(entry.key))
      writer.put(UInt32(key.count))
      writer.put(UInt32(entry.value.count))
      if case .general = form {
        writer.put(entry.time)
        writer.put(UInt32(entry.context))
        writer.put(UInt32(entry.elements))
      }
      writer.bytes += key + entry.value
      hold = min(hold, entry.time, contexts[entry.context].firstEnd)
    }
    let bytes = UnsafeMutablePointer<UInt8>.allocate(capacity: writer.bytes.count)
    bytes.update(from: writer.bytes, count: writer.bytes.count)
    return RecordSegment(
      in: RecordMemory(adopting: bytes), byteCount: writer.bytes.count, count: entries.count,
      elementCount: entries.reduce(0) { $0 + $1.elements }, form: form, values: values, hold: hold)
  }
}

/// One record of a block, read back.
struct ToyRecord {
  var key: Int
  var keyBytes: [UInt8]
  var value: [UInt8]
  /// Its timestamp; 0 in the lean form.
  var time: Int64
  var context: WindowContext
  var kind: RecordSegment.Values
  /// How many elements it stands for.
  var elements: Int
}

extension RecordBlock {
  /// The records, in order.
  var list: [ToyRecord] {
    segments.flatMap { segment in
      var records: [ToyRecord] = []
      var address = segment.bytes
      for _ in 0..<segment.count {
        let record = Record(at: address, headerSize: segment.form.headerSize)
        let keyBytes = Array(UnsafeBufferPointer(start: record.key, count: record.keyLength))
        var key = ByteReader(keyBytes)
        let value = Array(UnsafeBufferPointer(start: record.value, count: record.valueLength))
        var context = UInt32(0)
        var time: Int64 = 0
        switch segment.form {
        case .lean(let number): context = number
        case .general:
          context = Record.context(at: address)
          time = Record.time(at: address)
        }
        var elements = 1
        if segment.values == .partials {
          var reader = ByteReader(value)
          _ = reader.take(Int64.self)
          elements = Int(reader.take(Int64.self))
        }
        records.append(
          ToyRecord(
            key: ToyKey.take(&key), keyBytes: keyBytes, value: value, time: time, context: contexts[Int(context)],
            kind: segment.values, elements: elements))
        address = record.end
      }
      return records
    }
  }
}
