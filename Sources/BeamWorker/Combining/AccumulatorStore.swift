import Beam
import JoistPlan
import Rows

/// The accumulators of one window and key group behind the shuffle, with their type.
final class AccumulatorStore<Key: StreamKey, Function: CombineFn>: CombineStore {
  private typealias Accumulator = Function.Accumulator
  private let loops: CombineLoops<Key, Function>
  private var accumulators: UnsafeMutablePointer<Function.Accumulator>
  private var capacity = 16
  private var count = 0

  init(loops: CombineLoops<Key, Function>) {
    self.loops = loops
    accumulators = .allocate(capacity: capacity)
  }

  deinit {
    accumulators.deinitialize(count: count)
    accumulators.deallocate()
  }

  func add(
    values: UnsafePointer<UnsafeRawBufferPointer>, slots: UnsafePointer<UInt32>, count more: Int,
    kind: RecordBlock.Values
  ) throws {
    // Room for the last slot, not for one each: most records may be of keys that are there.
    var last: UInt32 = 0
    for place in 0..<more { last = max(last, slots[place]) }
    if last >= capacity { grow(to: Int(last) + 1) }
    do {
      switch kind {
      case .inputs: try loops.addInputs(values, slots, more, accumulators, &count)
      case .partials: try loops.addPartials(values, slots, more, accumulators, &count)
      }
    } catch let failure as PlacedFailure {
      throw CombineFailure(place: failure.place, underlying: failure.underlying)
    }
  }

  func emit(keys: KeyColumn, into builder: ElementBlockBuilder) throws {
    builder.reserveElements(keys.count)
    // Straight into the builder's memory; only a value that is larger than expected makes the writer move to its own.
    _ = builder.reserve(keys.offsets[keys.count] + keys.count * (8 + MemoryLayout<Function.Accumulator>.stride) + 64)
    let start = builder.used
    var writer = RawWriter(
      _borrowing: UnsafeMutableRawBufferPointer(start: builder.bytes, count: builder.capacity))
    writer._cursor += start
    loops.encode(accumulators, keys.count, keys.bytes, keys.offsets, &writer, builder.offsets + builder.count + 1)
    if let failure = writer.takeFailure() { throw refusal(failure, of: keys.count) { $0 } }
    if writer._base != builder.bytes {
      let written = writer.count - start
      UnsafeMutableRawPointer(builder.reserve(written)).copyMemory(from: writer._base + start, byteCount: written)
    }
    builder.used = writer.count
    builder.closeElements(keys.count)
  }

  func emit(slots: UnsafeBufferPointer<UInt32>, keys: KeyColumn, into builder: ElementBlockBuilder) throws {
    var writer = RawWriter(capacity: 64 + slots.count * 32)
    let ends = UnsafeMutablePointer<Int>.allocate(capacity: slots.count)
    defer { ends.deallocate() }
    for (place, slot) in slots.enumerated() {
      loops.encode(accumulators + Int(slot), 1, keys.bytes, keys.offsets + Int(slot), &writer, ends + place)
    }
    if let failure = writer.takeFailure() { throw refusal(failure, of: slots.count) { Int(slots[$0]) } }
    if let start = writer.bytes.bindMemory(to: UInt8.self).baseAddress {
      builder.append(elements: start, ends: ends, count: slots.count)
    }
  }

  /// Finds the accumulator that its coder refused, by encoding each alone.
  private func refusal(_ error: CoderError, of count: Int, slot: (_ place: Int) -> Int) -> any Error {
    let underlying = EncodingFailure(underlying: error)
    for place in 0..<count {
      var writer = RawWriter(capacity: 64)
      Function.Accumulator.encode(accumulators[slot(place)], into: &writer)
      if writer.takeFailure() != nil { return CombineFailure(place: place, underlying: underlying) }
    }
    return underlying
  }

  func reset() {
    accumulators.deinitialize(count: count)
    count = 0
  }

  var memory: Int { capacity * MemoryLayout<Function.Accumulator>.stride }

  private func grow(to wanted: Int) {
    let larger = max(capacity * 2, wanted)
    let moved = UnsafeMutablePointer<Function.Accumulator>.allocate(capacity: larger)
    moved.moveInitialize(from: accumulators, count: count)
    accumulators.deallocate()
    accumulators = moved
    capacity = larger
  }
}

/// Makes stores.
struct CombineStores: CombineStoreFactory {
  func make<Key, Function>(_ loops: CombineLoops<Key, Function>) -> Any { AccumulatorStore(loops: loops) }
}
