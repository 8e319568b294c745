import JoistPlan

/// Accumulators of the toy: how many numbers there were, and their sum.
final class ToyStore: CombineStore {
  private var sums: [(sum: Int64, count: Int64)] = []

  func add(
    values: UnsafePointer<UnsafeRawBufferPointer>, slots: UnsafePointer<UInt32>, count: Int, kind: RecordBlock.Values
  ) throws {
    for place in 0..<count {
      let slot = Int(slots[place])
      precondition(slot <= sums.count, "slot \(slot) is new, but not the next one")
      if slot == sums.count { sums.append((0, 0)) }
      var reader = ByteReader(Array(values[place]))
      switch kind {
      case .inputs:
        sums[slot].sum += Int64(ToyValue(&reader).number)
        sums[slot].count += 1
      case .partials:
        sums[slot].sum += reader.take(Int64.self)
        sums[slot].count += reader.take(Int64.self)
      }
    }
  }

  func emit(keys: KeyColumn, into builder: ElementBlockBuilder) throws {
    precondition(keys.count == sums.count, "\(keys.count) keys for \(sums.count) accumulators")
    for slot in 0..<keys.count {
      builder.append(keys.bytes + keys.offsets[slot], count: keys.offsets[slot + 1] - keys.offsets[slot])
      var writer = ByteWriter()
      writer.put(sums[slot].sum)
      writer.put(sums[slot].count)
      builder.append(writer.bytes, count: writer.bytes.count)
      builder.endElement()
    }
  }

  func reset() { sums = [] }

  var memory: Int { sums.count * 16 }
}
