public import Rows

extension PCollection {
  /// Collects the values of each key and window into batches, for calls that take many elements at once.
  ///
  /// ```swift
  /// let batches = visits.keyed(by: \.id).groupIntoBatches(count: 500, within: .seconds(5))
  /// ```
  /// A batch is emitted when it is full, when it has waited long enough, or at the end of its window. Its values are in the
  /// order in which they came. A key whose values must be collected in parallel is divided into `shards`, each with batches
  /// of its own.
  ///
  /// A batch has the timestamp of its first value, and the watermark waits for it. So say how long a batch may wait if windows
  /// follow.
  ///
  /// It is Beam's GroupIntoBatches.
  /// - Parameters:
  ///   - count: the number of values in a full batch.
  ///   - bytes: the encoded size from which a batch is full.
  ///   - delay: the longest processing time that a value waits; nil for no limit.
  ///   - shards: into how many parts a key is divided.
  @inlinable @inline(__always)
  public func groupIntoBatches<Key: StreamKey, Value: Streamable>(
    _ name: String? = nil, count: Int = .max, bytes: Int = .max, within delay: Duration? = nil, shards: Int = 1,
    file: StaticString = #fileID, line: UInt = #line
  ) -> PCollection<KV<Key, [Value]>> where Element == KV<Key, Value> {
    composite(name, verb: "GroupIntoBatches", file: file, line: line) { pairs in
      let limits = BatchLimits(count: count, bytes: bytes, delay: delay)
      pairs.check(limits, shards: shards)
      if shards <= 1 { return pairs.parDo("Batch", CollectBatches<Key, Value>(limits)).main }
      return pairs.parDo("Shard", DealToShards<Key, Value>(shards)).main
        .parDo("Batch", CollectBatches<KV<Key, Int>, Value>(limits)).main
        .map("Unshard") { KV($0.key.key, $0.value) }
    }
  }
}

extension PCollection {
  /// Refuses limits that make no sense.
  @usableFromInline func check(_ limits: BatchLimits, shards: Int) {
    if let problem = limits.problem { graph.refuseInComposite(problem) }
    if shards < 1 { graph.refuseInComposite("a key cannot be divided into \(shards) shards; give at least 1") }
  }
}

/// When a batch is complete.
@usableFromInline
struct BatchLimits: Sendable {
  let count: Int
  let bytes: Int
  let delay: Duration?

  @usableFromInline init(count: Int, bytes: Int, delay: Duration?) {
    self.count = count
    self.bytes = bytes
    self.delay = delay
  }

  /// What is wrong with the limits; nil if nothing is.
  var problem: String? {
    if count < 1 { return "a batch of \(count) values is impossible; give a count of at least 1" }
    if bytes < 1 { return "a batch of \(bytes) bytes is impossible; give a size of at least 1 byte" }
    if let delay, delay < .zero { return "a batch cannot wait for \(delay); give a delay of zero or more" }
    if count == .max, bytes == .max, delay == nil {
      return "batches have no limit, so they would last as long as the window; give a count, a size in bytes or a delay"
    }
    return nil
  }
}

/// Collects the values of a key in a bag.
@usableFromInline
struct CollectBatches<Key: StreamKey, Value: Streamable>: StatefulDoFn {
  @BagState<Value> var values
  @ValueState var count = 0
  @ValueState var bytes = 0
  @ValueState var first = Timestamp.min
  @ProcessingTimer var timeout
  @EventTimer var end
  let limits: BatchLimits

  @usableFromInline init(_ limits: BatchLimits) { self.limits = limits }

  @usableFromInline func process(_ pair: KV<Key, Value>, in context: Context<KV<Key, [Value]>>) throws {
    if count == 0 {
      first = context.timestamp
      // Late values are emitted with the bundle.
      end.set(context.window.maxTimestamp, output: context.timestamp)
      if let delay = limits.delay { timeout.set(after: delay) }
    }
    values.append(pair.value)
    count += 1
    if limits.bytes < .max {
      var writer = RawWriter(capacity: 64)
      Value.encode(pair.value, into: &writer)
      bytes += writer.bytes.count
    }
    if count >= limits.count || bytes >= limits.bytes { try flush(pair.key, context) }
  }

  @usableFromInline func onTimer(
    _ timer: FiredTimer, key: Key, in context: Context<KV<Key, [Value]>>
  ) throws {
    if count > 0 { try flush(key, context) }
  }

  private func flush(_ key: Key, _ context: borrowing Context<KV<Key, [Value]>>) throws {
    context.emit(KV(key, try values.read()), at: first)
    values.clear()
    count = 0
    bytes = 0
    first = .min
    end.clear()
    timeout.clear()
  }
}

/// Gives each value of a key to one of its shards, in turn.
@usableFromInline
struct DealToShards<Key: StreamKey, Value: Streamable>: DoFn {
  @usableFromInline let shards: Int
  @usableFromInline var next = 0

  @usableFromInline init(_ shards: Int) { self.shards = shards }

  @inlinable mutating func process(_ pair: KV<Key, Value>, in context: Context<KV<KV<Key, Int>, Value>>) {
    context.emit(KV(KV(pair.key, next), pair.value))
    next = next + 1 < shards ? next + 1 : 0
  }
}
