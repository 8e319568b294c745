public import Rows

/// The loops that call a function, created in the module where its type is known.
public struct DoFnLoops<Function: DoFn>: Sendable {
  /// Calls the function for the elements of a batch.
  @usableFromInline let process: DoFnLoop<Function>
  /// The loops of a stateful function; nil for others.
  @usableFromInline let keyed: KeyedLoops<Function>?

  @usableFromInline init(process: @escaping DoFnLoop<Function>, keyed: KeyedLoops<Function>? = nil) {
    self.process = process
    self.keyed = keyed
  }
}

/// The loops of a stateful function.
@usableFromInline
struct KeyedLoops<Function: DoFn>: Sendable {
  /// Decodes records, each the encoding of a key and a value. If it throws, the first `decoded` elements are initialised.
  @usableFromInline typealias Read =
    @Sendable (
      _ records: UnsafePointer<UnsafeRawBufferPointer>, _ count: Int, _ target: UnsafeMutablePointer<Function.Input>,
      _ decoded: inout Int
    ) throws -> Void
  /// Calls the function for the elements of a batch, each with the slot of its key and window.
  @usableFromInline typealias Process =
    @Sendable (
      _ batch: DoFnBatch<Function>, _ slots: UnsafePointer<Int>, _ keys: KeyScope, _ failed: inout Int
    ) throws -> Void
  /// Calls the function for a timer. The current slot is that of the timer.
  @usableFromInline typealias Fire =
    @Sendable (_ batch: DoFnBatch<Function>, _ timer: FiredTimer, _ keys: KeyScope) throws -> Void

  /// Whether the elements of a key come in the order of their timestamps.
  @usableFromInline let sortsInput: Bool
  @usableFromInline let writer: KeyedWriter
  @usableFromInline let read: Read
  @usableFromInline let process: Process
  @usableFromInline let fire: Fire
  /// Formats an encoded key for an error.
  @usableFromInline let keyText: @Sendable (UnsafeRawBufferPointer) -> String

  @usableFromInline init(
    sortsInput: Bool, writer: KeyedWriter, read: @escaping Read,
    process: @escaping Process, fire: @escaping Fire, keyText: @escaping @Sendable (UnsafeRawBufferPointer) -> String
  ) {
    self.sortsInput = sortsInput
    self.writer = writer
    self.read = read
    self.process = process
    self.fire = fire
    self.keyText = keyText
  }
}

/// Creates the receiver that writes pairs to the keyed edge before a stateful step.
@usableFromInline
struct KeyedWriter: Sendable {
  let write: @Sendable (any KeyedSinks) throws -> AnyReceiver

  @usableFromInline init<Key, Value>(_ codec: KeyedCodec<Key, Value>) { write = { try $0.plain(codec) } }
}

extension DoFn {
  /// Calls the function for each element.
  @inlinable @inline(__always) public static var loops: DoFnLoops<Self> { DoFnLoops(process: processLoop) }

  @inlinable @inline(__always) static var processLoop: DoFnLoop<Self> {
    { batch, failed in
      let (function, values, count, emitter) = (batch.function, batch.values, batch.count, batch.emitter)
      var i = 0
      while i < count {
        let value = (values + i).move()
        emitter.pointee.index = Int32(truncatingIfNeeded: i)
        do {
          try function.pointee.process(value, in: Context(emitter, batch.scope))
        } catch {
          (values + i).initialize(to: value)
          (values + i + 1).deinitialize(count: count &- i &- 1)
          failed = i
          throw error
        }
        if emitter.pointee.failed {
          (values + i + 1).deinitialize(count: count &- i &- 1)
          try emitter.pointee.outlet.rethrow()
        }
        i &+= 1
      }
    }
  }
}

extension StatefulDoFn {
  /// Calls the function for each element with the state of its key, and for timers.
  @inlinable @inline(__always) public static var loops: DoFnLoops<Self> {
    DoFnLoops(
      process: processLoop,
      keyed: KeyedLoops(
        sortsInput: requiresTimeSortedInput, writer: KeyedWriter(KeyedCodec<Input.Key, Input.Value>()),
        read: { records, count, target, decoded in
          var i = 0
          defer { decoded = i }
          while i < count {
            var reader = RawReader(records[i])
            let value = try Input.decode(from: &reader)
            try reader.expectEnd()
            (target + i).initialize(to: value)
            i &+= 1
          }
        },
        process: { batch, slots, keys, failed in
          let (function, values, count, emitter) = (batch.function, batch.values, batch.count, batch.emitter)
          var i = 0
          while i < count {
            let value = (values + i).move()
            emitter.pointee.index = Int32(truncatingIfNeeded: i)
            keys.slot = slots[i]
            do {
              try function.pointee.process(value, in: Context(emitter, batch.scope))
              if keys.hasFault { try keys.rethrow() }
            } catch {
              (values + i).initialize(to: value)
              (values + i + 1).deinitialize(count: count &- i &- 1)
              failed = i
              throw error
            }
            if emitter.pointee.failed {
              (values + i + 1).deinitialize(count: count &- i &- 1)
              try emitter.pointee.outlet.rethrow()
            }
            i &+= 1
          }
        },
        fire: { batch, timer, keys in
          let key = try keys.withCurrentKey { bytes in
            var reader = RawReader(bytes)
            return try Input.Key.decode(from: &reader)
          }
          try batch.function.pointee.onTimer(timer, key: key, in: Context(batch.emitter, batch.scope))
          if keys.hasFault { try keys.rethrow() }
        },
        keyText: { EncodedText.of($0, as: Input.Key.self) }))
  }
}
