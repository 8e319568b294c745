/// A value for each slot of a key group, read when it is first used.
@frozen @usableFromInline
struct SlotValues<Value> {
  /// Whether a slot's value has been read, and whether it has changed since.
  @frozen @usableFromInline enum Status: UInt8 {
    case unread, unchanged, changed
  }

  @usableFromInline var values: [Value] = []
  @usableFromInline var status: [Status] = []

  @usableFromInline init() {}

  /// Whether a slot has a value.
  @inlinable @inline(__always) func has(_ slot: Int) -> Bool { slot < status.count && status[slot] != .unread }

  /// Makes room for a slot.
  @inlinable mutating func extend(to slot: Int, with filler: @autoclosure () -> Value) {
    while status.count <= slot {
      values.append(filler())
      status.append(.unread)
    }
  }

  /// Forgets all values.
  @inlinable mutating func removeAll() {
    values.removeAll(keepingCapacity: values.count <= 1 << 14)
    status.removeAll(keepingCapacity: status.count <= 1 << 14)
  }
}
