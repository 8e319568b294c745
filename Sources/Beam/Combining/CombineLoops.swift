public import Rows

/// The loops of combining per key with one function. Created in the user's module.
///
/// The accumulators after the shuffle are in a buffer of the caller, indexed by slot. The first `initialized` slots are
/// initialised; new slots are initialised in ascending order, without gaps.
public struct CombineLoops<Key: StreamKey, Function: CombineFn>: Sendable {
  /// The table of a bundle's partial accumulators, before the shuffle.
  @usableFromInline package typealias Partials = PartialTable<Key, Function.Accumulator>
  /// An input pair.
  @usableFromInline package typealias Pair = KV<Key, Function.Input>

  /// Moves pairs into a table, and returns how many it has moved: fewer than there are if the table must be flushed first.
  ///
  /// If the function throws, its pair stays initialised, and `CombineNotes.failed` is its index; later pairs are destroyed.
  @usableFromInline package let combine:
    @Sendable (UnsafeMutablePointer<Pair>, CombineBatch, UnsafeMutablePointer<Partials>, inout CombineNotes) throws ->
      Int
  /// Writes a table's accumulators as records, and empties the table. The records have the lean form if all have one context.
  @usableFromInline package let flush: @Sendable (UnsafeMutablePointer<Partials>, inout SortedRecords) -> Void
  /// Adds encoded inputs to accumulators after the shuffle. Throws `RecordFailure`.
  @usableFromInline package let addInputs: Add
  /// Merges encoded accumulators into accumulators after the shuffle. Throws `RecordFailure`.
  @usableFromInline package let addPartials: Add
  /// Merges the accumulators in some slots into those in others. Throws `RecordFailure`.
  @usableFromInline package let merge:
    @Sendable (
      _ sources: UnsafePointer<UInt32>, _ targets: UnsafePointer<UInt32>, Int,
      UnsafeMutablePointer<Function.Accumulator>, _ initialized: inout Int
    ) throws -> Void
  /// Resets the accumulators in some slots to those for no input.
  @usableFromInline package let clear:
    @Sendable (
      _ slots: UnsafePointer<UInt32>, Int, UnsafeMutablePointer<Function.Accumulator>, _ initialized: inout Int
    ) -> Void
  /// Encodes keys and accumulators for a range of slots, and stores the offset at which each ends.
  @usableFromInline package let encode:
    @Sendable (
      UnsafePointer<Function.Accumulator>, Int, _ keys: UnsafePointer<UInt8>, _ keyOffsets: UnsafePointer<Int>,
      inout RawWriter, _ ends: UnsafeMutablePointer<Int>
    ) -> Void

  /// Writes pairs without combining them, for keys that seldom repeat.
  @usableFromInline package let direct: KeyedCodec<Key, Function.Input>

  /// Adds `values[i]` to the accumulator in `slots[i]`, for a count of values.
  @usableFromInline package typealias Add =
    @Sendable (
      _ values: UnsafePointer<UnsafeRawBufferPointer>, _ slots: UnsafePointer<UInt32>, Int,
      UnsafeMutablePointer<Function.Accumulator>, _ initialized: inout Int
    ) throws -> Void

  /// Creates the loops of a function.
  @inlinable @inline(never) public init(_ function: Function) {
    direct = KeyedCodec()
    clear = { slots, count, accumulators, initialized in
      for i in 0..<count {
        let slot = Int(slots[i])
        if slot >= initialized {
          (accumulators + slot).initialize(to: function.makeAccumulator())
          initialized = slot + 1
        } else {
          accumulators[slot] = function.makeAccumulator()
        }
      }
    }
    combine = { pairs, batch, table, notes in
      table.pointee.contexts.reserve(batch.contextLimit)
      if batch.minTime < table.pointee.minTime { table.pointee.minTime = batch.minTime }
      if let contexts = batch.contexts {
        table.pointee.contexts.begin(RecordRun.general, isEmpty: false)
        return try Self.add(pairs, batch.count, table, function, &notes, counts: true) { index in
          let context = contexts[index]
          return (context, ContextMix.bits(context))
        }
      }
      let context = batch.context
      table.pointee.contexts.begin(context, isEmpty: table.pointee.count == 0)
      let bits = ContextMix.bits(context)
      let before = table.pointee.added
      defer { table.pointee.contexts.counts[Int(context)].elements &+= table.pointee.added &- before }
      return try Self.add(pairs, batch.count, table, function, &notes, counts: false) { _ in (context, bits) }
    }
    flush = { table, records in
      let part = table.pointee.partMask &+ 1
      let only = table.pointee.contexts.only
      let bits = only == RecordRun.general ? 0 : ContextMix.bits(only)
      let headerSize = only == RecordRun.general ? 32 : 16
      for group in 0..<GroupWriters.groups {
        for index in group &* part..<(group &+ 1) &* part {
          guard let slot = table.pointee.take(at: index) else { continue }
          var hash = slot.hash ^ bits
          let start: Int
          if only == RecordRun.general {
            hash = Key.hash(slot.key)
            let context = ContextMix.context(of: slot.hash, hash: hash)
            let elements = table.pointee.contexts.takeShare(of: context)
            records.groups[group].elements &+= Int(elements)
            start = records.writer.beginRecord(time: table.pointee.minTime, context: context, elements: elements)
          } else {
            // `ContextMix.mix` turns a hash of 0 into 1.
            if slot.hash == 1 { hash = Key.hash(slot.key) }
            start = records.writer.beginRecord()
          }
          Key.encode(slot.key, into: &records.writer)
          let keyEnd = records.writer.count
          Function.Accumulator.encode(slot.accumulator, into: &records.writer)
          records.writer.endRecord(from: start, keyEnd: keyEnd, headerSize: headerSize, hash: hash)
          records.groups[group].count &+= 1
        }
        records.groups[group].end = records.writer.count
      }
      table.pointee.clear()
    }
    addInputs = { values, slots, count, accumulators, initialized in
      for i in 0..<count {
        var reader = RawReader(values[i])
        let value: Function.Input
        do throws(CoderError) {
          value = try Function.Input.decode(from: &reader)
          try reader.expectEnd()
        } catch {
          throw RecordFailure.undecodable(i, Function.Input.self, error)
        }
        let slot = Int(slots[i])
        if slot >= initialized {
          (accumulators + slot).initialize(to: function.makeAccumulator())
          initialized = slot + 1
        }
        do { try function.add(value, to: &accumulators[slot]) } catch { throw RecordFailure(i, error) }
      }
    }
    addPartials = { values, slots, count, accumulators, initialized in
      for i in 0..<count {
        var reader = RawReader(values[i])
        let partial: Function.Accumulator
        do throws(CoderError) {
          partial = try Function.Accumulator.decode(from: &reader)
          try reader.expectEnd()
        } catch {
          throw RecordFailure.undecodable(i, Function.Accumulator.self, error)
        }
        let slot = Int(slots[i])
        if slot >= initialized {
          (accumulators + slot).initialize(to: partial)
          initialized = slot + 1
        } else {
          do { try function.merge(partial, into: &accumulators[slot]) } catch { throw RecordFailure(i, error) }
        }
      }
    }
    merge = { sources, targets, count, accumulators, initialized in
      for i in 0..<count {
        let source = Int(sources[i])
        let target = Int(targets[i])
        if target >= initialized {
          (accumulators + target).initialize(to: function.makeAccumulator())
          initialized = target + 1
        }
        do { try function.merge(accumulators[source], into: &accumulators[target]) } catch {
          throw RecordFailure(i, error)
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

  /// Adds pairs to a table; see `combine`.
  /// - Parameters:
  ///   - counts: whether to count the records of each context.
  ///   - context: returns the number of a pair's context, and its `ContextMix.bits`.
  @inlinable @inline(__always)
  static func add(
    _ pairs: UnsafeMutablePointer<Pair>, _ count: Int, _ table: UnsafeMutablePointer<Partials>, _ function: Function,
    _ notes: inout CombineNotes, counts: Bool, context: (_ index: Int) -> (number: UInt32, bits: UInt64)
  ) throws -> Int {
    var done = 0
    defer {
      table.pointee.added &+= done
      table.pointee.describe(in: &notes)
    }
    while done < count {
      let (number, bits) = context(done)
      let pair = (pairs + done).move()
      do {
        guard
          let accumulator = table.pointee.accumulator(
            of: pair.key, in: number, bits, by: function)
        else {
          (pairs + done).initialize(to: pair)
          return done
        }
        try function.add(pair.value, to: &accumulator.pointee)
      } catch {
        (pairs + done).initialize(to: pair)
        (pairs + done + 1).deinitialize(count: count &- done &- 1)
        notes.failed = done
        throw error
      }
      if counts { table.pointee.contexts.counts[Int(number)].elements &+= 1 }
      done &+= 1
    }
    return done
  }
}

/// Describes the pairs of one call of `CombineLoops.combine`.
@frozen @usableFromInline package struct CombineBatch {
  /// The number of pairs.
  @usableFromInline package var count: Int
  /// A lower bound of their timestamps, in milliseconds.
  @usableFromInline package var minTime: Int64
  /// The context of all pairs, if `contexts` is nil.
  @usableFromInline package var context: UInt32
  /// The context of each pair; nil if they share one.
  // SAFETY: a column of the batch's header, which the sender keeps alive during the call.
  @usableFromInline package var contexts: UnsafePointer<UInt32>?
  /// The number of contexts in the bundle; all context numbers are below it.
  @usableFromInline package var contextLimit: Int

  package init(
    count: Int, minTime: Int64, context: UInt32, contexts: UnsafePointer<UInt32>? = nil, contextLimit: Int
  ) {
    self.count = count
    self.minTime = minTime
    self.context = context
    self.contexts = contexts
    self.contextLimit = contextLimit
  }

  /// Returns the description of the batch without its first pairs.
  package func dropping(_ first: Int) -> CombineBatch {
    var rest = self
    rest.count -= first
    rest.contexts = contexts.map { $0 + first }
    return rest
  }
}

/// What a loop reports about a batch and its table. Unspecialised code reads it here, since it would have to look up type
/// metadata to ask the table.
@frozen @usableFromInline package struct CombineNotes {
  /// The index of the pair whose function threw; -1 if none has.
  @usableFromInline package var failed = -1
  /// The memory of the table, in bytes.
  @usableFromInline package var memory = 0
  /// The memory of the slots that are taken, in bytes.
  @usableFromInline package var content = 0
  /// The number of slots.
  @usableFromInline package var size = 0
  /// The number of keys in the table; one that is in several contexts counts in each.
  @usableFromInline package var keys = 0
  /// The number of records added since the table was empty.
  @usableFromInline package var added = 0
  /// The context of all records; `RecordRun.general` if there are several contexts.
  @usableFromInline package var only = RecordRun.general

  /// Creates the report of an empty table.
  @usableFromInline package init() {}
}
