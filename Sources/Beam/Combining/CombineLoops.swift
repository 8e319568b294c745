public import Rows

/// The loops of combining per key with one function; made in the author's module.
public struct CombineLoops<Key: StreamKey, Function: CombineFn>: Sendable {
  /// The partial accumulators of a window before the shuffle.
  @usableFromInline package typealias Partials = PartialTable<Key, Function.Accumulator>
  /// A pair that comes in.
  @usableFromInline package typealias Pair = KV<Key, Function.Input>

  /// Adds pairs to a table. Moves them out, or, if not `consuming`, leaves them. A pair whose function throws is alive.
  @usableFromInline package let combine:
    @Sendable (UnsafeMutablePointer<Pair>, Int, UnsafeMutablePointer<Partials>, _ consuming: Bool, _ failed: inout Int)
      throws -> Void
  /// Writes a table's accumulators to the streams of their key groups and leaves the table empty.
  @usableFromInline package let flush: @Sendable (UnsafeMutablePointer<Partials>, borrowing GroupWriters) -> Void
  /// Adds encoded inputs to accumulators behind the shuffle. A slot at or past `initialized` is made.
  @usableFromInline package let addInputs: Merge
  /// Adds encoded accumulators to accumulators behind the shuffle.
  @usableFromInline package let addPartials: Merge
  /// Encodes an accumulator into a writer, for a range of slots: noted is where each ends.
  @usableFromInline package let encode:
    @Sendable (
      UnsafePointer<Function.Accumulator>, Int, _ keys: UnsafePointer<UInt8>, _ keyOffsets: UnsafePointer<Int>,
      inout RawWriter, _ ends: UnsafeMutablePointer<Int>
    ) -> Void

  /// Writes pairs as they are, for where combining before the shuffle gains nothing.
  @usableFromInline package let direct: KeyedCodec<Key, Function.Input>

  /// Values in, accumulators changed.
  @usableFromInline package typealias Merge =
    @Sendable (
      _ values: UnsafePointer<UnsafeRawBufferPointer>, _ slots: UnsafePointer<UInt32>, Int,
      UnsafeMutablePointer<Function.Accumulator>, _ initialized: inout Int
    ) throws -> Void

  /// The loops of a function.
  @inlinable @inline(never) public init(_ function: Function) {
    direct = KeyedCodec()
    combine = { pairs, count, table, consuming, failed in
      var i = 0
      while i < count {
        let pair = (pairs + i).move()
        do {
          try function.add(
            pair.value, to: &table.pointee.accumulator(of: pair.key, fresh: function.makeAccumulator).pointee)
        } catch {
          (pairs + i).initialize(to: pair)
          if consuming { (pairs + i + 1).deinitialize(count: count &- i &- 1) }
          failed = i
          throw error
        }
        if !consuming { (pairs + i).initialize(to: pair) }
        i &+= 1
      }
      table.pointee.added &+= count
    }
    flush = { table, writers in
      var elements = table.pointee.added
      for place in 0...table.pointee.mask {
        let hash = table.pointee.hash(at: place).pointee
        if hash == 0 { continue }
        let slot = (table.pointee.slots + place).move()
        table.pointee.hash(at: place).pointee = 0
        writers.stream(ofHash: hash).pointee.append(hash: hash, key: slot.key, elements: elements) { writer in
          Function.Accumulator.encode(slot.accumulator, into: &writer)
        }
        elements = 0
      }
      table.pointee.count = 0
      table.pointee.added = 0
    }
    addInputs = { values, slots, count, accumulators, initialized in
      for i in 0..<count {
        var reader = RawReader(values[i])
        let value = try Function.Input.decode(from: &reader)
        let slot = Int(slots[i])
        if slot >= initialized {
          (accumulators + slot).initialize(to: function.makeAccumulator())
          initialized = slot + 1
        }
        try function.add(value, to: &accumulators[slot])
      }
    }
    addPartials = { values, slots, count, accumulators, initialized in
      for i in 0..<count {
        var reader = RawReader(values[i])
        let partial = try Function.Accumulator.decode(from: &reader)
        let slot = Int(slots[i])
        if slot >= initialized {
          (accumulators + slot).initialize(to: partial)
          initialized = slot + 1
        } else {
          try function.merge(partial, into: &accumulators[slot])
        }
      }
    }
    encode = { accumulators, count, keys, keyOffsets, writer, ends in
      for i in 0..<count {
        let start = keyOffsets[i]
        writer.write(bytes: UnsafeRawBufferPointer(start: keys + start, count: keyOffsets[i + 1] - start))
        Function.Accumulator.encode(accumulators[i], into: &writer)
        ends[i] = writer.count
      }
    }
  }
}
