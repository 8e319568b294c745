import JoistPlan

/// Accumulators of the toy: how many numbers there were, and their sum.
final class ToyStore: CombineStore {
  private var sums: [(sum: Int64, count: Int64)] = []

  func add(
    values: UnsafePointer<UnsafeRawBufferPointer>, slots: UnsafePointer<UInt32>, count: Int, kind: RecordSegment.Values
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

  func merge(sources: UnsafePointer<UInt32>, into targets: UnsafePointer<UInt32>, count: Int) throws {
    for place in 0..<count {
      let target = Int(targets[place])
      precondition(target <= sums.count, "slot \(target) is new, but not the next one")
      if target == sums.count { sums.append((0, 0)) }
      sums[target].sum += sums[Int(sources[place])].sum
      sums[target].count += sums[Int(sources[place])].count
    }
  }

  func clear(slots: UnsafeBufferPointer<UInt32>) {
    for slot in slots.map(Int.init) {
      precondition(slot <= sums.count, "slot \(slot) is new, but not the next one")
      if slot == sums.count { sums.append((0, 0)) } else { sums[slot] = (0, 0) }
    }
  }

  func emit(keys: KeyColumn, into builder: ElementBlockBuilder) throws {
    precondition(keys.count == sums.count, "\(keys.count) keys for \(sums.count) accumulators")
    for slot in keys.indices { emit(slot, keys, slot, into: builder) }
  }

  func emit(
    slots: UnsafeBufferPointer<UInt32>, numbers: UnsafePointer<UInt32>, keys: KeyColumn,
    into builder: ElementBlockBuilder
  ) throws {
    for (place, slot) in slots.enumerated() { emit(Int(slot), keys, Int(numbers[place]), into: builder) }
  }

  private func emit(_ slot: Int, _ keys: KeyColumn, _ key: Int, into builder: ElementBlockBuilder) {
    builder.append(keys.bytes + keys.offsets[key], count: keys.offsets[key + 1] - keys.offsets[key])
    var writer = ByteWriter()
    writer.put(sums[slot].sum)
    writer.put(sums[slot].count)
    builder.append(writer.bytes, count: writer.bytes.count)
    builder.endElement()
  }

  func reset() { sums = [] }

  var memory: Int { sums.count * 16 }
}
