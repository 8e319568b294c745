import Beam
import JoistPlan
import Rows

/// The accumulators of some keys after the shuffle, by slot.
final class AccumulatorStore<Key: StreamKey, Function: CombineFn>: CombineStore {
  // SAFETY: `@exclusivity(unchecked)`: one thread at a time uses a store, and nothing that it calls calls back. `accumulators`
  // has room for `capacity` entries, of which the first `count` are initialised; `makeRoom` is called before slots are used.
  // The engine assigns new slots in ascending order, without gaps.
  private typealias Accumulator = Function.Accumulator
  private let loops: CombineLoops<Key, Function>
  @exclusivity(unchecked) private var accumulators: UnsafeMutablePointer<Function.Accumulator>
  @exclusivity(unchecked) private var capacity = 16
  @exclusivity(unchecked) private var count = 0

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
    kind: RecordSegment.Values
  ) throws {
    makeRoom(slots, more)
    do {
      switch kind {
      case .inputs: try loops.addInputs(values, slots, more, accumulators, &count)
      case .partials: try loops.addPartials(values, slots, more, accumulators, &count)
      }
    } catch let failure as RecordFailure {
      throw CombineFailure(index: failure.index, underlying: failure.underlying)
    }
  }

  func merge(sources: UnsafePointer<UInt32>, into targets: UnsafePointer<UInt32>, count more: Int) throws {
    makeRoom(targets, more)
    do {
      try loops.merge(sources, targets, more, accumulators, &count)
    } catch let failure as RecordFailure {
      throw CombineFailure(index: failure.index, underlying: failure.underlying)
    }
  }

  func clear(slots: UnsafeBufferPointer<UInt32>) {
    guard let start = slots.baseAddress else { return }
    makeRoom(start, slots.count)
    loops.clear(start, slots.count, accumulators, &count)
  }

  func emit(keys: KeyColumn, into builder: ElementBlockBuilder) throws {
    builder.reserveElements(keys.count)
    // Encode into the builder's memory. If the values are larger than expected, the writer moves to memory of its own.
    // SAFETY: `reserve` makes room after `used`, and the builder's memory does not move while the writer borrows it.
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

  func emit(
    slots: UnsafeBufferPointer<UInt32>, numbers: UnsafePointer<UInt32>, keys: KeyColumn,
    into builder: ElementBlockBuilder
  ) throws {
    builder.reserveElements(slots.count)
    var writer = RawWriter(
      _borrowing: UnsafeMutableRawBufferPointer(start: builder.reserve(slots.count * 32), count: slots.count * 32))
    let ends = builder.offsets + builder.count + 1
    let start = builder.used
    for (index, slot) in slots.enumerated() {
      loops.encode(
        accumulators + Int(slot), 1, keys.bytes, keys.offsets + Int(numbers[index]), &writer, ends + index)
      ends[index] += start
    }
    if let failure = writer.takeFailure() { throw refusal(failure, of: slots.count) { Int(slots[$0]) } }
    let written = writer.count
    if writer._base != builder.bytes + start {
      UnsafeMutableRawPointer(builder.reserve(written)).copyMemory(from: writer._base, byteCount: written)
    }
    builder.used = start + written
    builder.closeElements(slots.count)
  }

  /// Finds the first accumulator that cannot be encoded, by encoding each one again.
  private func refusal(_ error: CoderError, of count: Int, slot: (_ index: Int) -> Int) -> any Error {
    let underlying = EncodingFailure(underlying: error)
    for index in 0..<count {
      var writer = RawWriter(capacity: 64)
      Function.Accumulator.encode(accumulators[slot(index)], into: &writer)
      if writer.takeFailure() != nil { return CombineFailure(index: index, underlying: underlying) }
    }
    return underlying
  }

  func reset() {
    accumulators.deinitialize(count: count)
    count = 0
  }

  var memory: Int { capacity * MemoryLayout<Function.Accumulator>.stride }

  /// Makes room for the largest slot. It does not add one slot per record, since most records may have existing keys.
  private func makeRoom(_ slots: UnsafePointer<UInt32>, _ more: Int) {
    var last: UInt32 = 0
    for index in 0..<more { last = max(last, slots[index]) }
    if last >= capacity { grow(to: Int(last) + 1) }
  }

  private func grow(to wanted: Int) {
    let larger = max(capacity * 2, wanted)
    let moved = UnsafeMutablePointer<Function.Accumulator>.allocate(capacity: larger)
    moved.moveInitialize(from: accumulators, count: count)
    accumulators.deallocate()
    accumulators = moved
    capacity = larger
  }
}

/// Creates stores of accumulators.
struct CombineStores: CombineStoreFactory {
  func make<Key, Function>(_ loops: CombineLoops<Key, Function>) -> Any { AccumulatorStore(loops: loops) }
}
