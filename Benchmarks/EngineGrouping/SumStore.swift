import JoistPlan

/// A store of accumulators with a sum and a count.
final class SumStore: CombineStore {
  private struct Sum {
    var sum: Int64
    var count: Int64
  }

  // SAFETY: the store owns `sums`, which has `capacity` elements, the first `count` of them initialized. The engine
  // uses a store from one thread at a time. A slot that it passes is below `count`, or equal to it and new. Values have
  // eight bytes.

  private var sums: UnsafeMutablePointer<Sum>
  private var capacity = 64
  private var count = 0

  init() { sums = .allocate(capacity: capacity) }

  deinit { sums.deallocate() }

  func add(
    values: UnsafePointer<UnsafeRawBufferPointer>, slots: UnsafePointer<UInt32>, count more: Int,
    kind: RecordSegment.Values
  ) throws {
    if count + more > capacity { grow(count + more) }
    let sums = sums
    var known = count
    for index in 0..<more {
      let value = UnsafeRawPointer(values[index].baseAddress.unsafelyUnwrapped).loadUnaligned(as: Int64.self)
      let slot = Int(slots[index])
      if slot == known {
        sums[slot] = Sum(sum: value, count: 1)
        known &+= 1
      } else {
        sums[slot].sum &+= value
        sums[slot].count &+= 1
      }
    }
    count = known
  }

  func emit(keys: KeyColumn, into builder: ElementBlockBuilder) throws {
    let start = builder.used
    let bytes = keys.offsets[keys.count] + 16 * keys.count
    var cursor = UnsafeMutableRawPointer(builder.reserve(bytes))
    builder.reserveElements(keys.count)
    for slot in 0..<keys.count {
      let length = keys.offsets[slot + 1] - keys.offsets[slot]
      cursor.copyMemory(from: keys.bytes + keys.offsets[slot], byteCount: length)
      cursor += length
      cursor.storeBytes(of: sums[slot].sum, as: Int64.self)
      cursor.storeBytes(of: sums[slot].count, toByteOffset: 8, as: Int64.self)
      cursor += 16
      builder.used += length + 16
      builder.endElement()
    }
    precondition(builder.used == start + bytes)
  }

  func merge(sources: UnsafePointer<UInt32>, into targets: UnsafePointer<UInt32>, count more: Int) throws {
    for index in 0..<more {
      makeRoom(for: targets[index])
      sums[Int(targets[index])].sum &+= sums[Int(sources[index])].sum
      sums[Int(targets[index])].count &+= sums[Int(sources[index])].count
    }
  }

  func clear(slots: UnsafeBufferPointer<UInt32>) {
    for slot in slots {
      makeRoom(for: slot)
      sums[Int(slot)] = Sum(sum: 0, count: 0)
    }
  }

  func emit(
    slots: UnsafeBufferPointer<UInt32>, numbers: UnsafePointer<UInt32>, keys: KeyColumn,
    into builder: ElementBlockBuilder
  ) throws {
    for (index, slot) in slots.enumerated() {
      let key = Int(numbers[index])
      builder.append(keys.bytes + keys.offsets[key], count: keys.offsets[key + 1] - keys.offsets[key])
      withUnsafeBytes(of: sums[Int(slot)]) { bytes in
        if let start = bytes.bindMemory(to: UInt8.self).baseAddress { builder.append(start, count: bytes.count) }
      }
      builder.endElement()
    }
  }

  /// Adds a slot if it is new.
  private func makeRoom(for slot: UInt32) {
    if slot < count { return }
    if count == capacity { grow(count + 1) }
    (sums + count).initialize(to: Sum(sum: 0, count: 0))
    count += 1
  }

  func reset() { count = 0 }

  var memory: Int { capacity * 16 }

  private func grow(_ wanted: Int) {
    let larger = max(capacity * 2, wanted)
    let moved = UnsafeMutablePointer<Sum>.allocate(capacity: larger)
    moved.update(from: sums, count: count)
    sums.deallocate()
    sums = moved
    capacity = larger
  }
}
