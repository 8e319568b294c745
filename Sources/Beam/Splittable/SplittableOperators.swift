package import Rows

/// An element with a restriction and how far its outputs are in event time: what a splittable step works on.
///
/// Encoded as Beam does: `kv(element, kv(restriction, watermark state))`, and with a double behind it once it is sized.
package typealias ElementAndRestriction<Element, Restriction> = KV<Element, KV<Restriction, Timestamp>>

/// Calls a splittable function's `process`; made in the author's module.
public typealias ProcessLoop<Function: SplittableDoFn> =
  @Sendable (
    UnsafeMutablePointer<Function>, Function.Input, inout Claims<Function.Tracker>,
    UnsafeMutablePointer<Emitter<Function.Output>>, BundleScope, UnsafeMutablePointer<SourceState>
  ) throws -> Continuation

/// Pairs each element with all its work.
package final class PairOperator<Function: SplittableDoFn>: Receiver<Function.Input> {
  package typealias Paired = ElementAndRestriction<Function.Input, Function.Tracker.Restriction>
  private let operation: FlatMapOperator<Function.Input, Paired>

  init(step: Step, function: Function, output: Receiver<Paired>) {
    nonisolated(unsafe) let function = function  // one executor, one thread at a time
    operation = FlatMapOperator(
      step: step,
      loop: SplittableLoops.flatMap { element, emit in
        let restriction = try function.initialRestriction(for: element)
        emit(KV(element, KV(restriction, .min)))
      }, output: output)
    super.init(of: Function.Input.self)
  }

  package override func start() throws {
    try super.start()
    try operation.start()
  }
  package override func abort() { operation.abort() }
  package override func take(_ values: UnsafeMutablePointer<Function.Input>, _ count: Int, _ header: Header) throws {
    let outer = enter(count)
    defer { leave(to: outer) }
    try operation.take(values, count, header)
  }
}

/// Cuts restrictions before they are begun and says how large the pieces are.
package final class SplitOperator<Function: SplittableDoFn>: Receiver<PairOperator<Function>.Paired> {
  package typealias Paired = PairOperator<Function>.Paired
  package typealias Sized = KV<Paired, Double>
  private let operation: FlatMapOperator<Paired, Sized>

  init(step: Step, function: Function, scope: BundleScope, output: Receiver<Sized>) {
    nonisolated(unsafe) let function = function  // one executor, one thread at a time
    nonisolated(unsafe) let scope = scope  // of the same executor
    operation = FlatMapOperator(
      step: step,
      loop: SplittableLoops.flatMap { pair, emit in
        let parts = try function.split(pair.value.key, of: pair.key, into: scope.control.desiredSplits)
        for part in parts {
          let size = try function.size(of: part, element: pair.key)
          emit(KV(KV(pair.key, KV(part, pair.value.value)), size))
        }
      }, output: output)
    super.init(of: Paired.self)
  }

  package override func start() throws {
    try super.start()
    try operation.start()
  }
  package override func abort() { operation.abort() }
  package override func take(_ values: UnsafeMutablePointer<Paired>, _ count: Int, _ header: Header) throws {
    let outer = enter(count)
    defer { leave(to: outer) }
    try operation.take(values, count, header)
  }
}

/// Loops that run once per restriction, not per element: they need not be specialised.
enum SplittableLoops {
  static func flatMap<Input, Output>(
    _ body: @escaping @Sendable (Input, (Output) -> Void) throws -> Void
  ) -> FlatMapLoop<Input, Output> {
    { values, count, emitter, failed in
      for i in 0..<count {
        emitter.pointee.index = Int32(truncatingIfNeeded: i)
        do {
          try body(values[i]) { emitter.pointee.emit($0) }
        } catch {
          values.deinitialize(count: i)
          (values + i + 1).deinitialize(count: count - i - 1)
          failed = i
          throw error
        }
      }
      values.deinitialize(count: count)
      if emitter.pointee.failed { try emitter.pointee.outlet.rethrow() }
    }
  }
}

/// What is left of a restriction when its bundle ends.
package struct RestrictionRest {
  /// The element-and-restriction, sized, encoded.
  package let encoded: Bytes
  /// Watermark of its outputs, in milliseconds.
  package let watermark: Int64
  package let continuation: Continuation
  package let hasBacklog: Bool
  package let isBounded: Bool
}

/// A step that works on one restriction per bundle.
package protocol RestrictionReceiver: AnyReceiver {
  /// What is left of the restriction that was taken, or nil.
  var rest: RestrictionRest? { get }
}

/// Works on restrictions.
package final class ProcessOperator<Function: SplittableDoFn>: Receiver<SplitOperator<Function>.Sized>,
  RestrictionReceiver
{
  package typealias Sized = SplitOperator<Function>.Sized
  private let step: Step
  private let loop: ProcessLoop<Function>
  private let scope: BundleScope
  private let outlet: Outlet<Function.Output>
  private let function: UnsafeMutablePointer<Function>
  private let pacer: SourcePacer
  private var isSetUp = false
  package private(set) var rest: RestrictionRest?

  init(
    step: Step, function: Function, loop: @escaping ProcessLoop<Function>, scope: BundleScope,
    output: Receiver<Function.Output>
  ) {
    self.step = step
    self.loop = loop
    self.scope = scope
    self.function = .allocate(capacity: 1)
    self.function.initialize(to: function)
    let pacer = SourcePacer(scope: scope)
    self.pacer = pacer
    outlet = Outlet(to: output)
    outlet.step = step
    outlet.drained = { pacer.drained($0, failed: $1) }
    super.init(of: Sized.self)
  }

  deinit {
    function.deinitialize(count: 1)
    function.deallocate()
  }

  package override func start() throws {
    try super.start()
    outlet.start()
    pacer.start()
    rest = nil
    guard !isSetUp else { return }
    isSetUp = true
    do { try function.pointee.setUp() } catch { throw step.failure(error) }
  }

  package override func take(_ values: UnsafeMutablePointer<Sized>, _ count: Int, _ header: Header) throws {
    let outer = enter(count)
    defer { leave(to: outer) }
    guard count == 1 else {
      values.deinitialize(count: count)
      throw LinkError(message: "a bundle of \"\(step.path)\" was given \(count) restrictions; it takes one")
    }
    let sized = values.move()
    outlet.begin(header)
    do {
      try process(sized)
    } catch {
      outlet.abort()
      throw step.failure(error, element: sized.key.key, time: header.time(at: 0))
    }
    try outlet.end()
  }

  private func process(_ sized: Sized) throws {
    let element = sized.key.key
    let state = pacer.state
    state.pointee.watermark = sized.key.value.value.milliseconds
    var claims = Claims(
      tracker: try function.pointee.makeTracker(for: sized.key.value.key), pacer: pacer)
    let continuation: Continuation
    do {
      continuation = try loop(function, element, &claims, outlet.emitter, scope, state)
    } catch {
      // Where a step behind has thrown, that is the cause, whatever the function says of being stopped.
      try outlet.rethrow()
      throw error
    }
    if outlet.emitter.pointee.failed { try outlet.rethrow() }
    if let misuse = claims.tracker.misuse { throw misuse }
    var left = claims.residual
    var resume = Continuation.done
    if !claims.wasStopped {
      switch continuation {
      case .done:
        guard claims.tracker.isDone else { throw UnfinishedRestriction(restriction: "\(claims.tracker.restriction)") }
      case .resume, .resumeOnWake:
        left = claims.tracker.checkpoint()
        resume = continuation
      }
    }
    guard let left else { return }
    let watermark = Timestamp(milliseconds: state.pointee.watermark)
    let size = try function.pointee.size(of: left, element: element)
    rest = RestrictionRest(
      encoded: try Bytes.encoded(Sized(KV(element, KV(left, watermark)), size)), watermark: state.pointee.watermark,
      continuation: resume, hasBacklog: claims.wasStopped || state.pointee.hasBacklog, isBounded: Function.isBounded)
  }

  package override func abort() { outlet.abort() }

  package override func tearDown() { if isSetUp { function.pointee.tearDown() } }
}

/// A splittable function returned `.done` before everything was claimed: data would be lost.
public struct UnfinishedRestriction: Error, CustomStringConvertible {
  let restriction: String
  /// What was left, and what to do.
  public var description: String {
    """
    process returned .done although \(restriction) was not claimed to its end. Claim every position, or return \
    .resume(after:) to go on later
    """
  }
}
