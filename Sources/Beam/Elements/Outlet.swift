import Rows

/// Owns the buffers of an emitter, gathers the columns of its results, and passes them downstream.
@usableFromInline
package final class Outlet<Output> {
  // SAFETY: `@exclusivity(unchecked)`: one thread at a time uses an executor. While an outlet drains,
  // steps downstream use only outlets of their own, so accesses to one outlet do not overlap.
  private let receiver: Receiver<Output>
  /// Assigns windows to results that belong to no element. It is created when a bundle first needs it.
  @exclusivity(unchecked) private var assigner: Receiver<Output>?
  /// Where the results of the current loop go: to `receiver`, or to `assigner` if they belong to no element.
  @exclusivity(unchecked) private var destination: Receiver<Output>
  /// The step that emits, for errors about its results.
  @exclusivity(unchecked) package var step: Step?
  /// Tells where the results came from.
  @exclusivity(unchecked) package var origins: Origins
  /// The state of the bundle. If the bundle is abandoned, the next drain throws, so that endless functions end.
  @exclusivity(unchecked) package var scope: BundleScope?
  /// The error that fails the bundle if the function settles; nil if it has declared that it does.
  package var refusalToSettle: (any Error)?
  private let capacity: Int
  private let base: UnsafeMutablePointer<Output>
  private let indexBuffer: UnsafeMutablePointer<Int32>
  private let times: UnsafeMutablePointer<Int64>
  private let contexts: UnsafeMutablePointer<UInt32>
  /// Called after each drain, with the number of results. A source checks here whether its bundle should end.
  @exclusivity(unchecked) package var drained: ((_ count: Int, _ failed: Bool) -> Void)?
  /// Called before results go downstream, for a watermark estimator that observes their timestamps.
  @exclusivity(unchecked) package var observed: ((_ header: Header, _ count: Int) -> Void)?
  /// The emitter that loops write to. It lives as long as the outlet.
  package let emitter: UnsafeMutablePointer<Emitter<Output>>
  /// The header of the current batch.
  @exclusivity(unchecked) package private(set) var header = Header(time: 0, context: 0)
  /// The first error of a step downstream, until it is thrown.
  @exclusivity(unchecked) private var error: (any Error)?
  /// The number of results since the bundle started.
  @exclusivity(unchecked) package private(set) var total = 0

  /// - Parameter results: how many results an element has.
  package init(to receiver: Receiver<Output>, results: ResultOrigins.Results = .many) {
    self.receiver = receiver
    destination = receiver
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
    if destination !== receiver { destination = receiver }
    self.header = header
    emitter.pointee.index = 0
    emitter.pointee.hasTimes = false
    emitter.pointee.indices = header.needsNoIndices ? nil : indexBuffer
    if header.origins != nil { beginOrigins(header) }
  }

  /// Prepares the origins of the batch's results, since a step asks for them.
  private func beginOrigins(_ header: Header) {
    origins.begin(header, indices: indexBuffer)
    if header.isUniform, !origins.needsIndices { emitter.pointee.indices = nil }
  }

  /// Called before `finishBundle`, whose results belong to no element. They get the windows of their timestamps.
  package func beginBetweenElements(_ windowFn: WindowFn, _ scope: BundleScope) {
    // In the global window a result without a timestamp gets the end of the window. With other windows a timestamp is required.
    let time = windowFn == .global ? Timestamp.endOfGlobalWindow.milliseconds : ResultTimes.none
    begin(Header(time: time, context: scope.globalContext()))
    guard windowFn != .global else { return }
    let assigner = self.assigner ?? AssignWindowsOperator(windowFn: windowFn, scope: scope, output: receiver)
    self.assigner = assigner
    destination = assigner
    try? assigner.start()
  }

  /// Called after the loop. Passes the remaining results downstream.
  package func end() throws {
    if emitter.pointee.count > 0 { drain(&emitter.pointee) }
    if error == nil { error = groupFault() }
    if let error {
      self.error = nil
      emitter.pointee.failed = false
      throw error
    }
  }

  /// The error that keeps results from going downstream; nil if there is none.
  private func reasonToStop() -> (any Error)? {
    if let fault = groupFault() { return fault }
    return scope?.control.isAbandoned == true ? BundleAbandoned() : nil
  }

  /// The failure of a group that the function could not read to its end; nil if there is none.
  private func groupFault() -> (any Error)? {
    GroupFault.take().map { fault in step?.failure(fault) ?? fault }
  }

  /// Throws the error of a step downstream, if there is one. Loops call it if `failed` is set after an element.
  @usableFromInline func rethrow() throws {
    if let error {
      self.error = nil
      throw error
    }
  }

  /// Destroys the results in the buffer, after the bundle has failed.
  package func abort() {
    base.deinitialize(count: emitter.pointee.count)
    emitter.pointee.count = 0
    emitter.pointee.failed = false
    error = nil
  }

  /// Gives a result without a timestamp of its own the timestamp of its element, if other results have their own.
  @usableFromInline @inline(never) func inheritTime(_ emitter: inout Emitter<Output>) {
    times[emitter.count] = header.time(at: Int(emitter.index))
  }

  /// Begins the column of timestamps, at the first result with its own since the last drain. Earlier results inherit theirs.
  @usableFromInline @inline(never) func beginTimes(_ emitter: inout Emitter<Output>) {
    for i in 0..<emitter.count {
      times[i] = emitter.indices.map { header.time(at: Int($0[i])) } ?? header.time
    }
    emitter.hasTimes = true
  }

  /// Passes all results in the buffer downstream, and keeps the error if a step throws.
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
      if emitter.hasTimes || out.time == ResultTimes.none {
        do {
          try ResultTimes.check(out, count)
        } catch {
          base.deinitialize(count: count)
          throw step?.failure(error) ?? error
        }
      }
      observed?(out, count)
      try destination.take(base, count, out)
    } catch {
      self.error = error
      emitter.failed = true
    }
    if header.origins != nil { origins.passed(count) }
    drained?(count, emitter.failed)
  }
}
