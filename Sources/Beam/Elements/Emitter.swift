import Rows

/// Collects the results of a user's function in a buffer, and passes them downstream when the buffer is full.
///
/// `emit` does not throw. An error of a step downstream is kept, and the loop throws it after the current element.
@frozen public struct Emitter<Output> {
  // SAFETY: the outlet allocates all buffers with room for `capacity` entries and outlives the emitter. `count` is below
  // `capacity` before each `emit`, which drains the buffer when it is full. One thread at a time uses both.
  /// The buffer of results. It has room for `capacity` results, of which `count` are initialised.
  @usableFromInline let base: UnsafeMutablePointer<Output>
  @usableFromInline let capacity: Int
  @usableFromInline var count = 0
  /// For each result, the index of its element. Nil if all elements share their timestamp and windows, and no step asks for
  /// origins.
  @usableFromInline var indices: UnsafeMutablePointer<Int32>?
  /// The index of the current element in its batch.
  @usableFromInline var index: Int32 = 0
  /// For each result, its timestamp in milliseconds; valid if `hasTimes`.
  @usableFromInline let times: UnsafeMutablePointer<Int64>
  /// Whether the function has set a timestamp since the last drain.
  @usableFromInline var hasTimes = false
  /// Whether a step downstream has thrown. Further results are dropped.
  @usableFromInline var failed = false
  // SAFETY: the outlet owns the emitter, so it outlives this reference, which would otherwise be retained for each element.
  @usableFromInline unowned(unsafe) let outlet: Outlet<Output>

  @usableFromInline init(
    base: UnsafeMutablePointer<Output>, capacity: Int, times: UnsafeMutablePointer<Int64>, outlet: Outlet<Output>
  ) {
    self.base = base
    self.capacity = capacity
    self.times = times
    self.outlet = outlet
  }

  /// Emits a result with the timestamp and windows of its element.
  @inlinable @inline(__always) public mutating func emit(_ value: consuming Output) {
    (base + count).initialize(to: value)
    if let indices { indices[count] = index }
    if hasTimes { outlet.inheritTime(&self) }
    count &+= 1
    if count == capacity { outlet.drain(&self) }
  }

  /// Emits one of several results of an element.
  /// - Returns: false if further results would be dropped. The caller stops then, even in an infinite sequence.
  @inlinable @inline(__always) mutating func emitNext(_ value: consuming Output) -> Bool {
    (base + count).initialize(to: value)
    if let indices { indices[count] = index }
    if hasTimes { outlet.inheritTime(&self) }
    count &+= 1
    if count < capacity { return true }
    outlet.drain(&self)
    return !failed
  }

  /// Emits a result with a timestamp of its own, in milliseconds.
  @inlinable @inline(__always) public mutating func emit(_ value: consuming Output, atMilliseconds time: Int64) {
    (base + count).initialize(to: value)
    if let indices { indices[count] = index }
    if !hasTimes { outlet.beginTimes(&self) }
    times[count] = time
    count &+= 1
    if count == capacity { outlet.drain(&self) }
  }

  /// Emits `more` results that a function makes, each with a timestamp of its own, in milliseconds. It is faster than calling
  /// `emit` in a loop, since it checks for space once per drain.
  @inlinable @inline(__always) public mutating func emit(
    count more: Int, _ make: (Int) throws -> (value: Output, milliseconds: Int64)
  ) rethrows {
    var next = 0
    while next < more, !failed {
      if !hasTimes { outlet.beginTimes(&self) }
      let first = next
      let end = first &+ Swift.min(more &- first, capacity &- count)
      let values = base + (count &- first)
      let times = times + (count &- first)
      defer {
        if let indices { for offset in 0..<next &- first { indices[count &+ offset] = index } }
        count &+= next &- first
        if count == capacity { outlet.drain(&self) }
      }
      while next < end {
        let (value, time) = try make(next)
        (values + next).initialize(to: value)
        times[next] = time
        next &+= 1
      }
    }
  }
}
