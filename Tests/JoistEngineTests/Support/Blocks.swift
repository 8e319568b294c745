import JoistPlan

/// Small blocks and records, for tests.
enum Make {
  /// A block of elements given as bytes.
  static func block(
    _ elements: [[UInt8]], time: Int64 = EventTime.min, context: WindowContext = .global
  ) -> ElementBlock {
    let builder = ElementBlockBuilder()
    for element in elements {
      element.withUnsafeBufferPointer { if let start = $0.baseAddress { builder.append(start, count: $0.count) } }
      builder.endElement()
    }
    return builder.takeBlock(time: time, context: context)
  }

  /// A block of elements with a timestamp and windows each.
  static func block(_ elements: [[UInt8]], times: [Int64], contexts: [WindowContext]) -> ElementBlock {
    let bytes = elements.joined()
    let memory = UnsafeMutablePointer<UInt8>.allocate(capacity: max(bytes.count, 1))
    let offsets = UnsafeMutablePointer<Int>.allocate(capacity: elements.count + 1)
    let timeColumn = UnsafeMutablePointer<Int64>.allocate(capacity: elements.count)
    let indices = UnsafeMutablePointer<UInt32>.allocate(capacity: elements.count)
    offsets[0] = 0
    for (index, byte) in bytes.enumerated() { memory[index] = byte }
    for (index, element) in elements.enumerated() {
      offsets[index + 1] = offsets[index] + element.count
      timeColumn[index] = times[index]
      indices[index] = UInt32(index)
    }
    return ElementBlock(
      adopting: memory, byteCount: bytes.count, offsets: offsets, count: elements.count, times: timeColumn,
      uniformTime: 0, contextIndices: indices, contexts: contexts)
  }

  /// A block of records of one window; the keys must be of one key group.
  static func records(
    _ records: [(key: [UInt8], value: [UInt8])], window: Window, minTime: Int64,
    values: RecordSegment.Values = .inputs, elementCount: Int? = nil
  ) -> RecordBlock {
    Make.records(
      records, context: WindowContext(windows: [window]), minTime: minTime, values: values, elementCount: elementCount)
  }

  /// A block of records of one context; the keys must be of one key group.
  static func records(
    _ records: [(key: [UInt8], value: [UInt8])], context: WindowContext, minTime: Int64,
    values: RecordSegment.Values = .inputs, elementCount: Int? = nil
  ) -> RecordBlock {
    var bytes: [UInt8] = []
    for record in records {
      withUnsafeBytes(of: hash(record.key)) { bytes += $0 }
      withUnsafeBytes(of: UInt32(record.key.count)) { bytes += $0 }
      withUnsafeBytes(of: UInt32(record.value.count)) { bytes += $0 }
      bytes += record.key + record.value
    }
    let memory = UnsafeMutablePointer<UInt8>.allocate(capacity: max(bytes.count, 1))
    memory.update(from: bytes, count: bytes.count)
    let segment = RecordSegment(
      in: RecordMemory(adopting: memory), byteCount: bytes.count, count: records.count,
      elementCount: elementCount ?? records.count, form: .lean(context: 0), values: values,
      hold: min(minTime, context.firstEnd))
    return RecordBlock(
      keyGroup: records.first.map { Plan.keyGroup(ofHash: hash($0.key)) } ?? 0, contexts: [context],
      segments: [segment])
  }

  /// A hash of a key, stable and never 0.
  static func hash(_ key: [UInt8]) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in key { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    hash ^= hash >> 29
    hash = hash &* 0xBF58_476D_1CE4_E5B9
    return (hash ^ (hash >> 32)) | 1
  }
}

extension ElementBlock {
  /// The elements as arrays of bytes.
  var elements: [[UInt8]] { (0..<count).map { Array(self[$0]) } }
}

extension Make {
  /// A record with a timestamp and a context of its own.
  struct GeneralRecord {
    var key: [UInt8]
    var value: [UInt8]
    var time: Int64
    var context: Int
  }

  /// A block of records in the general form; the keys must be of one key group.
  static func records(_ records: [GeneralRecord], contexts: [WindowContext]) -> RecordBlock {
    var bytes: [UInt8] = []
    for record in records {
      withUnsafeBytes(of: hash(record.key)) { bytes += $0 }
      withUnsafeBytes(of: UInt32(record.key.count)) { bytes += $0 }
      withUnsafeBytes(of: UInt32(record.value.count)) { bytes += $0 }
      withUnsafeBytes(of: record.time) { bytes += $0 }
      withUnsafeBytes(of: UInt32(record.context)) { bytes += $0 }
      withUnsafeBytes(of: UInt32(1)) { bytes += $0 }
      bytes += record.key + record.value
    }
    let memory = UnsafeMutablePointer<UInt8>.allocate(capacity: max(bytes.count, 1))
    memory.update(from: bytes, count: bytes.count)
    let hold = records.reduce(EventTime.max) { min($0, $1.time) }
    let segment = RecordSegment(
      in: RecordMemory(adopting: memory), byteCount: bytes.count, count: records.count, elementCount: records.count,
      form: .general, values: .inputs, hold: hold)
    return RecordBlock(
      keyGroup: records.first.map { Plan.keyGroup(ofHash: hash($0.key)) } ?? 0, contexts: contexts, segments: [segment])
  }
}
