import JoistPlan

/// Bytes of small integers, in the machine's order.
struct ByteWriter {
  var bytes: [UInt8] = []

  mutating func put<Value: FixedWidthInteger>(_ value: Value) {
    withUnsafeBytes(of: value.littleEndian) { bytes += $0 }
  }
}

/// Reads what `ByteWriter` wrote.
struct ByteReader {
  let bytes: [UInt8]
  var place = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  var isAtEnd: Bool { place == bytes.count }

  mutating func take<Value: FixedWidthInteger>(_: Value.Type) -> Value {
    var value = Value.zero
    for byte in 0..<MemoryLayout<Value>.size { value |= Value(truncatingIfNeeded: bytes[place + byte]) << (8 * byte) }
    place += MemoryLayout<Value>.size
    return value
  }

  mutating func takeBytes(_ count: Int) -> [UInt8] {
    defer { place += count }
    return Array(bytes[place..<place + count])
  }
}

extension ElementBlock {
  /// A block of elements with a timestamp each.
  static func make(_ elements: [(bytes: [UInt8], time: Int64)]) -> ElementBlock {
    let all = elements.flatMap(\.bytes)
    let bytes = UnsafeMutablePointer<UInt8>.allocate(capacity: max(all.count, 1))
    bytes.update(from: all, count: all.count)
    let offsets = UnsafeMutablePointer<Int>.allocate(capacity: elements.count + 1)
    let times = UnsafeMutablePointer<Int64>.allocate(capacity: max(elements.count, 1))
    offsets[0] = 0
    for (place, element) in elements.enumerated() {
      offsets[place + 1] = offsets[place] + element.bytes.count
      times[place] = element.time
    }
    return ElementBlock(
      adopting: bytes, byteCount: all.count, offsets: offsets, count: elements.count, times: times, uniformTime: 0,
      contextIndices: nil, contexts: [.global])
  }

  /// The elements as arrays, with their times.
  var list: [(bytes: [UInt8], time: Int64)] { (0..<count).map { (Array(self[$0]), time($0)) } }
}
