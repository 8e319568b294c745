import EngineReference
import JoistPlan
import Testing

@testable import JoistEngine

/// Lists of values, against plain arrays.
@Suite struct ValueListsTests {
  private let window = Window(start: 0, end: 10)

  private func add(_ values: [[UInt8]], slots: [UInt32], to lists: ValueLists) {
    var buffers = values.map { value in
      let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: max(value.count, 1), alignment: 1)
      copy.copyBytes(from: value)
      return UnsafeRawBufferPointer(rebasing: copy[..<value.count])
    }
    buffers.withUnsafeMutableBufferPointer { pointers in
      slots.withUnsafeBufferPointer { slots in
        if let pointers = pointers.baseAddress, let slots = slots.baseAddress {
          lists.add(values: pointers, slots: slots, count: values.count)
        }
      }
    }
    // Overwritten and freed: the lists must have copies.
    for buffer in buffers {
      let memory = UnsafeMutableRawBufferPointer(mutating: buffer)
      for index in memory.indices { memory[index] = 255 }
      memory.baseAddress?.deallocate()
    }
  }

  private func emitted(_ lists: ValueLists, keyCount: Int) -> [[UInt8]] {
    let keys = (0..<keyCount).map { UInt8($0 % 250) }
    let offsets = Array(0...keyCount)
    let writer = PaneWriter()
    keys.withUnsafeBufferPointer { keys in
      offsets.withUnsafeBufferPointer { offsets in
        guard let bytes = keys.baseAddress, let starts = offsets.baseAddress else { return }
        try? lists.emit(
          keys: KeyColumn(bytes: bytes, offsets: starts, count: keyCount), into: writer,
          PaneWriter.Part(lane: 0, window: window, pane: .onTimeAndOnly))
      }
    }
    return writer.finish().flatMap(\.blocks).flatMap(\.elements)
  }

  private func expected(_ lists: [[[UInt8]]]) -> [[UInt8]] {
    lists.indices.map { slot in
      let count = UInt32(lists[slot].count)
      return [UInt8(slot % 250)] + withUnsafeBytes(of: count.bigEndian) { Array($0) } + lists[slot].joined()
    }
  }

  @Test("Every key has its values, in order", arguments: 1...8)
  func values(seed: UInt64) {
    var dice = Dice(seed: seed)
    let lists = ValueLists()
    for _ in 0..<3 {
      let keyCount = dice.number(in: 1...300)
      let longest = dice.one(of: [0, 3, 40, 1000])
      var plain: [[[UInt8]]] = Array(repeating: [], count: keyCount)
      for _ in 0..<dice.number(in: 0...5) {
        let values = (0..<dice.number(in: 0...100)).map { _ in
          Array(
            repeating: UInt8(dice.number(in: 0...255)),
            count: dice.chance(5) ? longest * 10 : dice.number(in: 0...longest))
        }
        let slots = values.map { _ in UInt32(dice.number(in: 0...keyCount - 1)) }
        for (value, slot) in zip(values, slots) { plain[Int(slot)].append(value) }
        add(values, slots: slots, to: lists)
      }
      #expect(emitted(lists, keyCount: keyCount) == expected(plain))
      lists.reset()
    }
  }

  @Test("Large output is split into blocks")
  func largeOutput() {
    let lists = ValueLists()
    let values = (0..<100).map { Array(repeating: UInt8($0), count: 10_000) }
    add(values, slots: (0..<100).map { UInt32($0) }, to: lists)
    #expect(emitted(lists, keyCount: 100) == expected(values.map { [$0] }))
  }

  @Test("Memory is kept for the next window, and freed if that one is smaller")
  func reuse() {
    let lists = ValueLists()
    let values = (0..<100).map { _ in Array(repeating: UInt8(1), count: 10_000) }
    add(values, slots: (0..<100).map { UInt32($0) }, to: lists)
    let full = lists.memory
    lists.reset()
    #expect(lists.memory == full)
    add([[1]], slots: [0], to: lists)
    lists.reset()
    #expect(lists.memory * 2 < full)
  }

  /// Beam's iterables count with 31 bits; here with two.
  @Test("A key with too many values fails with its index")
  func tooManyValues() throws {
    let lists = ValueLists(mostValues: 3)
    add([[1], [2], [3], [4], [5], [6]], slots: [0, 1, 0, 1, 0, 1], to: lists)
    #expect(emitted(lists, keyCount: 2).count == 2)
    add([[7]], slots: [1], to: lists)
    let writer = PaneWriter()
    let part = PaneWriter.Part(lane: 0, window: window, pane: .onTimeAndOnly)
    let failure = try #require(throws: CombineFailure.self) {
      let offsets = [0, 1, 2]
      try withUnsafePointer(to: (UInt8(1), UInt8(2))) { keys in
        try keys.withMemoryRebound(to: UInt8.self, capacity: 2) { keys in
          try lists.emit(keys: KeyColumn(bytes: keys, offsets: offsets, count: 2), into: writer, part)
        }
      }
    }
    #expect(failure.index == 1)
    #expect("\(failure.underlying)".hasPrefix("4 values of one key in one window; at most 3 can be grouped."))
  }
}
