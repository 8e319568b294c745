public import Rows

/// A value for each key and window, which a ``StatefulDoFn`` declares as a property with its initial value.
///
/// ```swift
/// struct CountVisits: StatefulDoFn {
///   @ValueState var count = 0
///   func process(_ visit: KV<String, Visit>, in context: Context<KV<String, Int>>) {
///     count += 1
///     context.emit(KV(visit.key, count))
///   }
/// }
/// ```
/// It is read when a call first uses it, and written when the bundle ends. A value that equals the initial one is not kept, so
/// that setting an optional to nil frees its memory.
///
/// It is Beam's ValueState (ReadModifyWriteState).
@propertyWrapper
public struct ValueState<Value: Streamable> {
  @usableFromInline let cell: ValueCell<Value>

  /// Creates a state. The initial value is that of keys which have none.
  @inlinable public init(wrappedValue: Value) { cell = ValueCell(initial: wrappedValue) }

  /// The value of the current key and window.
  @inlinable public var wrappedValue: Value {
    @inline(__always) get { cell.value }
    @inline(__always) nonmutating _modify { yield &cell.value }
  }
}

/// The values of a state in one key group.
@usableFromInline
final class ValueCell<Value: Streamable>: StateCell {
  @usableFromInline let initial: Value
  // SAFETY: as for `KeyScope`. A value is being changed by one caller at a time: the function that the executor runs.
  @exclusivity(unchecked) @usableFromInline var slots = SlotValues<Value>()

  @usableFromInline init(initial: Value) {
    self.initial = initial
    super.init()
  }

  deinit { slots.deallocate() }

  @inlinable var value: Value {
    @inline(__always) get {
      let slot = scope.currentSlot
      if slot < 0 || !slots.has(slot) { load() }
      return slot < 0 ? initial : slots.values[slot]
    }
    @inline(__always) _modify {
      let slot = scope.currentSlot
      if slot < 0 || !slots.has(slot) { load() }
      if slot < 0 {
        var ignored = initial
        yield &ignored
      } else {
        slots.status[slot] = .changed
        yield &slots.values[slot]
      }
    }
  }

  /// Reads the value of the current slot. If that fails, the call fails afterwards, and the value is the initial one.
  @inlinable @inline(never) func load() {
    do {
      let slot = try self.slot()
      slots.extend(to: slot, with: initial)
      slots.status[slot] = .unchanged
      if let bytes = try stored() { slots.values[slot] = try Self.decode(bytes) }
    } catch {
      fail(error)
    }
  }

  @inlinable static func decode(_ bytes: [UInt8]) throws -> Value {
    try bytes.withUnsafeBytes { bytes in
      var reader = RawReader(bytes)
      let value = try Value.decode(from: &reader)
      try reader.expectEnd()
      return value
    }
  }

  @usableFromInline func failed(_ error: any Error) -> any Error { StateFailure(self, error) }

  @usableFromInline func fail(_ error: any Error) {
    guard let scope else { return }
    scope.fail(failed(error))
  }

  @usableFromInline func stored() throws -> [UInt8]? {
    let (backend, key) = try place()
    return try backend.value(name, of: key)
  }

  @inlinable override func flush() throws {
    var empty = RawWriter(capacity: 16)
    Value.encode(initial, into: &empty)
    var writer = RawWriter(capacity: 64)
    for slot in 0..<slots.count where slots.status[slot] == .changed {
      writer.reset()
      Value.encode(slots.values[slot], into: &writer)
      if let failure = writer.takeFailure() { throw failed(failure) }
      try write(writer.bytes, isInitial: writer.bytes.elementsEqual(empty.bytes), slot)
    }
    slots.removeAll()
  }

  @usableFromInline func write(_ bytes: UnsafeRawBufferPointer, isInitial: Bool, _ slot: Int) throws {
    guard let scope else { return }
    let (backend, key) = try scope.place(slot)
    if isInitial { return try backend.setValue(name, of: key, to: nil) }
    // `Array(bytes)` would take several times as long.
    let value = [UInt8](unsafeUninitializedCapacity: bytes.count) { buffer, count in
      UnsafeMutableRawBufferPointer(buffer).copyMemory(from: bytes)
      count = bytes.count
    }
    try backend.setValue(name, of: key, to: value)
  }

  @inlinable override func abort() { slots.removeAll() }
}

extension Optional where Wrapped == KeyScope {
  /// The slot of the current key and window; -1 if there is none.
  @inlinable @inline(__always) var currentSlot: Int { self?.slot ?? -1 }
}

/// A state could not be read or written, or a timer not be set.
public struct StateFailure: Error, CustomStringConvertible {
  /// The name of the state or timer.
  public let name: String
  /// The error that the state or the coder threw.
  public let underlying: any Error

  private let kind: String

  init(_ cell: StateCell, _ underlying: any Error) {
    name = cell.name
    kind = cell is TimerCell ? "timer" : "state"
    self.underlying = underlying
  }

  /// The error and the name of the state or timer.
  public var description: String { "\(underlying)\n  in \(kind) \(name)" }
}
