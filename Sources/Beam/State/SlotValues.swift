/// A value for each slot of a key group, read when it is first used. The owner calls `deallocate` at the end.
@frozen @usableFromInline
struct SlotValues<Value> {
  /// Whether a slot's value has been read, and whether it has changed since.
  @frozen @usableFromInline enum Status: UInt8 {
    case unread, unchanged, changed
  }

  // SAFETY: both have room for `capacity` entries, of which `count` are initialised.
  @usableFromInline var values: UnsafeMutablePointer<Value>
  @usableFromInline var status: UnsafeMutablePointer<Status>
  @usableFromInline var count = 0
  @usableFromInline var capacity = 16

  /// More values than this are not kept between key groups.
  @usableFromInline static var mostKept: Int { 1 << 14 }

  @inlinable init() {
    values = .allocate(capacity: capacity)
    status = .allocate(capacity: capacity)
  }

  /// Frees the memory. The values must not be used afterwards.
  @inlinable func deallocate() {
    values.deinitialize(count: count)
    values.deallocate()
    status.deallocate()
  }

  /// Whether a slot has a value.
  @inlinable @inline(__always) func has(_ slot: Int) -> Bool { slot < count && status[slot] != .unread }

  /// Makes room for a slot.
  @inlinable mutating func extend(to slot: Int, with filler: @autoclosure () -> Value) {
    if slot >= capacity { resize(Swift.max(capacity * 2, slot + 1)) }
    while count <= slot {
      (values + count).initialize(to: filler())
      (status + count).initialize(to: .unread)
      count += 1
    }
  }

  /// Forgets all values.
  @inlinable mutating func removeAll() {
    values.deinitialize(count: count)
    count = 0
    if capacity > Self.mostKept { resize(16) }
  }

  @inlinable mutating func resize(_ room: Int) {
    let (newValues, newStatus) = (
      UnsafeMutablePointer<Value>.allocate(capacity: room), UnsafeMutablePointer<Status>.allocate(capacity: room)
    )
    newValues.moveInitialize(from: values, count: count)
    newStatus.moveInitialize(from: status, count: count)
    values.deallocate()
    status.deallocate()
    (values, status, capacity) = (newValues, newStatus, room)
  }
}
