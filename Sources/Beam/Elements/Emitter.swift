import Rows

/// Where a user's function puts its results: a buffer that is pushed downstream, from within the loop, when it is full.
///
/// `emit` cannot throw. What a step downstream throws is kept, and the loop throws it after the element that it works on.
@frozen public struct Emitter<Output> {
  /// Room for `capacity` results; `count` of them are there.
  @usableFromInline let base: UnsafeMutablePointer<Output>
  @usableFromInline let capacity: Int
  @usableFromInline var count = 0
  /// For each result the element that it came from; noted only where the input's timestamps or windows are columns, or somebody
  /// asks for origins.
  @usableFromInline var indices: UnsafeMutablePointer<Int32>?
  /// The element that the loop works on.
  @usableFromInline var index: Int32 = 0
  /// For each result its timestamp, where a function has set one since the last drain.
  @usableFromInline let times: UnsafeMutablePointer<Int64>
  @usableFromInline var hasTimes = false
  /// Whether a step downstream has thrown: nothing more is taken.
  @usableFromInline var failed = false
  // Unsafe, so that nothing is counted for each element: the outlet holds the emitter, which does not outlive it.
  @usableFromInline unowned(unsafe) let outlet: Outlet<Output>

  @usableFromInline init(
    base: UnsafeMutablePointer<Output>, capacity: Int, times: UnsafeMutablePointer<Int64>, outlet: Outlet<Output>
  ) {
    self.base = base
    self.capacity = capacity
    self.times = times
    self.outlet = outlet
  }

  /// Emits a result with the timestamp and windows of the element it came from.
  @inlinable @inline(__always) public mutating func emit(_ value: consuming Output) {
    (base + count).initialize(to: value)
    if let indices { indices[count] = index }
    if hasTimes { outlet.inheritTime(&self) }
    count &+= 1
    if count == capacity { outlet.drain(&self) }
  }

  /// Emits one of many results of an element; false: nothing more is taken, so that even a sequence without end can end.
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

  /// Emits results that a function makes, each with a timestamp of its own, in milliseconds: as `emit` in a loop, but the
  /// emitter is looked at once for as many as it has room for.
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

/// The library's half of an emitter: owns the buffers, gathers the columns, pushes downstream.
@usableFromInline
package final class Outlet<Output> {
  private let receiver: Receiver<Output>
  /// Gives results of no element their windows; made where the first bundle is finished that needs it.
  @exclusivity(unchecked) private var assigner: Receiver<Output>?
  @exclusivity(unchecked) private var isBetweenElements = false
  /// Whose results these are: for what is wrong with their timestamps.
  @exclusivity(unchecked) package var step: Step?
  /// Where the results came from.
  @exclusivity(unchecked) package var origins: Origins
  /// The bundle, which may be given up while a function emits without end.
  @exclusivity(unchecked) package var scope: BundleScope?
  /// What fails a bundle that the function keeps from being committed; nil: it may.
  package var refusalToSettle: (any Error)?
  private let capacity: Int
  private let base: UnsafeMutablePointer<Output>
  private let indexBuffer: UnsafeMutablePointer<Int32>
  private let times: UnsafeMutablePointer<Int64>
  private let contexts: UnsafeMutablePointer<UInt32>
  /// Called after each drain, with the number of results: a source looks here whether its bundle should end.
  @exclusivity(unchecked) package var drained: ((_ count: Int, _ failed: Bool) -> Void)?
  /// Called before results go downstream, where somebody wants their timestamps: a source's watermark estimator.
  @exclusivity(unchecked) package var observed: ((_ header: Header, _ count: Int) -> Void)?
  /// The emitter that loops write to; lives as long as the outlet.
  package let emitter: UnsafeMutablePointer<Emitter<Output>>
  /// The header of the batch that the loop works on.
  @exclusivity(unchecked) package private(set) var header = Header(time: 0, context: 0)
  @exclusivity(unchecked) private var error: (any Error)?
  /// Results since the bundle started.
  @exclusivity(unchecked) package private(set) var total = 0

  /// - Parameter results: how many an element has.
  package init(to receiver: Receiver<Output>, results: ResultOrigins.Results = .many) {
    self.receiver = receiver
    origins = ResultOrigins(results)
    capacity = BatchCapacity.of(Output.self)
    base = .allocate(capacity: capacity)
    indexBuffer = .allocate(capacity: capacity)
    times = .allocate(capacity: capacity)
    contexts = .allocate(capacity: capacity)
    emitter = .allocate(capacity: 1)
    emitter.initialize(to: Emitter(base: base, capacity: capacity, times: times, outlet: self))
  }

  deinit {
    base.deinitialize(count: emitter.pointee.count)
    emitter.deinitialize(count: 1)
    emitter.deallocate()
    base.deallocate()
    indexBuffer.deallocate()
    times.deallocate()
    contexts.deallocate()
  }

  /// Called when a bundle starts.
  package func start() {
    total = 0
    error = nil
  }

  /// Called before a loop over a batch with this header.
  package func begin(_ header: Header) {
    isBetweenElements = false
    self.header = header
    emitter.pointee.index = 0
    emitter.pointee.hasTimes = false
    emitter.pointee.indices = header.needsNoIndices ? nil : indexBuffer
    if header.origins != nil { beginOrigins(header) }
  }

  /// Somebody asks where the results come from.
  private func beginOrigins(_ header: Header) {
    origins.begin(header, indices: indexBuffer)
    if header.isUniform, !origins.needsIndices { emitter.pointee.indices = nil }
  }

  /// Called before a function that may emit without an element: results get the windows of their timestamps.
  package func beginBetweenElements(_ windowFn: WindowFn, _ scope: BundleScope) {
    // All of time has an end that is as good as any other moment; among several windows somebody has to choose.
    let time = windowFn == .global ? Timestamp.endOfGlobalWindow.milliseconds : ResultTimes.none
    begin(Header(time: time, context: scope.globalContext()))
    isBetweenElements = true
    if windowFn != .global, assigner == nil {
      assigner = AssignWindowsOperator(windowFn: windowFn, scope: scope, output: receiver)
    }
    try? assigner?.start()
  }

  /// Called after the loop: what is left goes downstream.
  package func end() throws {
    if emitter.pointee.count > 0 { drain(&emitter.pointee) }
    if error == nil { error = groupFault() }
    if let error {
      self.error = nil
      emitter.pointee.failed = false
      throw error
    }
  }

  /// Why nothing more is to go downstream, if so.
  private func reasonToStop() -> (any Error)? {
    if let fault = groupFault() { return fault }
    return scope?.control.isAbandoned == true ? BundleAbandoned() : nil
  }

  /// What a group has lost that the function read.
  private func groupFault() -> (any Error)? {
    GroupFault.take().map { fault in step?.failure(fault) ?? fault }
  }

  /// Throws what a step downstream has thrown; a loop asks after each element that met `failed`.
  @usableFromInline func rethrow() throws {
    if let error {
      self.error = nil
      throw error
    }
  }

  /// Destroys the results that are held; the bundle has failed.
  package func abort() {
    base.deinitialize(count: emitter.pointee.count)
    emitter.pointee.count = 0
    emitter.pointee.failed = false
    error = nil
  }

  /// A result without a timestamp of its own stands among some that have one.
  @usableFromInline @inline(never) func inheritTime(_ emitter: inout Emitter<Output>) {
    times[emitter.count] = header.time(at: Int(emitter.index))
  }

  /// The first result with a timestamp of its own since the last drain: those before it inherit.
  @usableFromInline @inline(never) func beginTimes(_ emitter: inout Emitter<Output>) {
    for i in 0..<emitter.count {
      times[i] = emitter.indices.map { header.time(at: Int($0[i])) } ?? header.time
    }
    emitter.hasTimes = true
  }

  @usableFromInline @inline(never) func drain(_ emitter: inout Emitter<Output>) {
    let count = emitter.count
    emitter.count = 0
    total += count
    guard error == nil else {
      base.deinitialize(count: count)
      return
    }
    var out = header
    if header.origins != nil {
      out.origins = origins
      out.originOffset = 0
    }
    if let indices = emitter.indices {
      if let column = header.times, !emitter.hasTimes {
        for i in 0..<count { times[i] = column[Int(indices[i])] }
        out.times = times
      }
      if let column = header.contexts {
        for i in 0..<count { contexts[i] = column[Int(indices[i])] }
        out.contexts = contexts
      }
    }
    if emitter.hasTimes { out.times = times }
    do {
      if let stop = reasonToStop() {
        base.deinitialize(count: count)
        throw stop
      }
      if emitter.hasTimes || isBetweenElements {
        do {
          try ResultTimes.check(out, count, isBetweenElements: isBetweenElements)
        } catch {
          base.deinitialize(count: count)
          throw step?.failure(error) ?? error
        }
      }
      observed?(out, count)
      try (isBetweenElements ? assigner ?? receiver : receiver).take(base, count, out)
    } catch {
      self.error = error
      emitter.failed = true
    }
    if header.origins != nil { origins.passed(count) }
    drained?(count, emitter.failed)
  }
}
