public import Rows

/// The loops of combining per key with one function; made in the author's module.
public struct CombineLoops<Key: StreamKey, Function: CombineFn>: Sendable {
  /// The partial accumulators of a window before the shuffle.
  @usableFromInline package typealias Partials = PartialTable<Key, Function.Accumulator>
  /// A pair that comes in.
  @usableFromInline package typealias Pair = KV<Key, Function.Input>

  /// Adds pairs to a table, and returns how many: fewer than there are if the table has to be flushed first.
  ///
  /// Moves them out, or, if not `consuming`, leaves them. A pair whose function throws is alive. `minTime` is not larger than
  /// any of their timestamps, in milliseconds.
  @usableFromInline package let combine: Combine
  /// Writes a table's accumulators as records and leaves the table empty.
  @usableFromInline package let flush: @Sendable (UnsafeMutablePointer<Partials>, inout SortedRecords) -> Void
  /// Adds encoded inputs to accumulators behind the shuffle. A slot at or past `initialized` is made. Throws a
  /// `PlacedFailure`.
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

  /// Pairs in, table changed.
  @usableFromInline package typealias Combine =
    @Sendable (
      UnsafeMutablePointer<Pair>, Int, UnsafeMutablePointer<Partials>, _ minTime: Int64, _ consuming: Bool,
      _ notes: inout CombineNotes
    ) throws -> Int
  /// Values in, accumulators changed.
  @usableFromInline package typealias Merge =
    @Sendable (
      _ values: UnsafePointer<UnsafeRawBufferPointer>, _ slots: UnsafePointer<UInt32>, Int,
      UnsafeMutablePointer<Function.Accumulator>, _ initialized: inout Int
    ) throws -> Void

  /// The loops of a function.
  @inlinable @inline(never) public init(_ function: Function) {
    direct = KeyedCodec()
    combine = { pairs, count, table, minTime, consuming, notes in
      var done = 0
      if minTime < table.pointee.minTime { table.pointee.minTime = minTime }
      defer {
        table.pointee.added &+= done
        notes.memory = table.pointee.memory
      }
      while done < count {
        let pair = (pairs + done).move()
        do {
          guard let accumulator = table.pointee.accumulator(of: pair.key, fresh: function.makeAccumulator) else {
            (pairs + done).initialize(to: pair)
            return done
          }
          try function.add(pair.value, to: &accumulator.pointee)
        } catch {
          (pairs + done).initialize(to: pair)
          if consuming { (pairs + done + 1).deinitialize(count: count &- done &- 1) }
          notes.failed = done
          throw error
        }
        if !consuming { (pairs + done).initialize(to: pair) }
        done &+= 1
      }
      return done
    }
    flush = { table, records in
      let part = table.pointee.partMask &+ 1
      for group in 0..<GroupWriters.groups {
        var count = 0
        for place in group &* part..<(group &+ 1) &* part {
          guard let slot = table.pointee.take(at: place) else { continue }
          records.writer.writeRecord(hash: slot.hash, key: slot.key) { writer in
            Function.Accumulator.encode(slot.accumulator, into: &writer)
          }
          count &+= 1
        }
        records.counts[group] = count
        records.ends[group] = records.writer.count
      }
      table.pointee.clear()
    }
    addInputs = { values, slots, count, accumulators, initialized in
      for i in 0..<count {
        var reader = RawReader(values[i])
        let value: Function.Input
        do { value = try Function.Input.decode(from: &reader) } catch {
          throw PlacedFailure.undecodable(i, Function.Input.self, error)
        }
        let slot = Int(slots[i])
        if slot >= initialized {
          (accumulators + slot).initialize(to: function.makeAccumulator())
          initialized = slot + 1
        }
        do { try function.add(value, to: &accumulators[slot]) } catch { throw PlacedFailure(i, error) }
      }
    }
    addPartials = { values, slots, count, accumulators, initialized in
      for i in 0..<count {
        var reader = RawReader(values[i])
        let partial: Function.Accumulator
        do { partial = try Function.Accumulator.decode(from: &reader) } catch {
          throw PlacedFailure.undecodable(i, Function.Accumulator.self, error)
        }
        let slot = Int(slots[i])
        if slot >= initialized {
          (accumulators + slot).initialize(to: partial)
          initialized = slot + 1
        } else {
          do { try function.merge(partial, into: &accumulators[slot]) } catch { throw PlacedFailure(i, error) }
        }
      }
    }
    encode = { accumulators, count, keys, keyOffsets, writer, ends in
      for i in 0..<count {
        let start = keyOffsets[i]
        writer.writeFew(keys + start, count: keyOffsets[i &+ 1] &- start)
        Function.Accumulator.encode(accumulators[i], into: &writer)
        ends[i] = writer.count
      }
    }
  }
}

/// What a loop has to say of a batch, for code that does not know the types.
@frozen @usableFromInline package struct CombineNotes {
  /// The pair whose function threw; -1: none did.
  @usableFromInline package var failed = -1
  /// The memory that the table takes, in bytes.
  @usableFromInline package var memory = 0

  /// Nothing is known yet.
  @usableFromInline package init() {}
}
