package import Rows

/// The rest of a restriction when its bundle ends.
package struct RestrictionRest {
  /// The element, the rest of the restriction, the estimator's state and the size, encoded as `SplitOperator.Sized`.
  package let encoded: Bytes
  /// The watermark of the restriction's outputs, in milliseconds.
  package let watermark: Int64
  /// When the restriction resumes.
  package let continuation: Continuation
  /// Whether the function has said that more input is waiting.
  package let hasBacklog: Bool
  /// Whether the function's work is finite.
  package let isBounded: Bool
}

/// A step that processes restrictions, one at a time.
package protocol RestrictionReceiver: AnyReceiver {
  /// The watermark that earlier bundles of the restriction have reported, in milliseconds. Set it before passing a restriction.
  var reached: Int64 { get set }
  /// Whether the bundle is to end, so that the first claim of another restriction would be refused.
  var isEnding: Bool { get }
  /// Returns and clears the rest of the last restriction; nil if it is done.
  func takeRest() -> RestrictionRest?
}

/// Runs a splittable function on restrictions.
package final class ProcessOperator<Function: SplittableDoFn>: Receiver<SplitOperator<Function>.Sized>,
  RestrictionReceiver
{
  package typealias Sized = SplitOperator<Function>.Sized
  private let step: Step
  private let loop: ProcessLoop<Function>
  private let scope: BundleScope
  private let outlet: Outlet<Function.Output>
  // SAFETY: allocated and initialised in `init`, and destroyed in `deinit`. Only the executor's thread uses it.
  private let function: UnsafeMutablePointer<Function>
  private let pacer: SourcePacer
  private let origins: ClaimOrigins<Function>
  private let keeper: EstimatorKeeper<Function.Estimator>
  private var isSetUp = false
  package var reached = Timestamp.min.milliseconds
  private var rest: RestrictionRest?

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
    let keeper = EstimatorKeeper<Function.Estimator>(pacer.state, scope)
    self.keeper = keeper
    outlet = Outlet(to: output)
    outlet.step = step
    origins = ClaimOrigins(of: outlet.emitter)
    outlet.origins = origins
    outlet.drained = { pacer.drained($0, failed: $1) }
    if Function.Estimator.observesTimestamps { outlet.observed = { keeper.observe($0, $1) } }
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
      throw LinkError(message: "step \"\(step.path)\" was given \(count) restrictions at once; it takes one at a time")
    }
    let sized = values.move()
    pacer.state.pointee.hasBacklog = false
    outlet.begin(header)
    let left: Left?
    do {
      left = try process(sized)
    } catch {
      outlet.abort()
      throw failure(error, sized, header)
    }
    // Before the rest is encoded: the estimator must have observed all results.
    try outlet.end()
    do { try end(sized, left) } catch { throw failure(error, sized, header) }
  }

  /// Returns a failure of the step at the element of a restriction.
  private func failure(_ error: any Error, _ sized: Sized, _ header: Header) -> any Error {
    var element = header
    element.origins = nil  // The index of a restriction in its block means nothing to a user.
    return step.failure(error, element: sized.key.key, at: 0, of: element)
  }

  /// The work that is left after a call of the function.
  private struct Left {
    var restriction: Function.Tracker.Restriction
    /// When the work resumes.
    var resume: Continuation
    var hasBacklog: Bool
  }

  /// Calls the function.
  /// - Returns: the work that is left; nil if the restriction is done.
  private func process(_ sized: Sized) throws -> Left? {
    let (element, restriction) = (sized.key.key, sized.key.value.key)
    var estimator = try function.pointee.makeEstimator(for: restriction, of: element)
    estimator.state = sized.key.value.value
    keeper.begin(estimator, reached: Timestamp(milliseconds: reached))
    if scope.wantsOrigins { origins.begin(element, restriction) }
    var claims = Claims(
      tracker: try function.pointee.makeTracker(for: restriction), pacer: pacer,
      notes: scope.wantsOrigins ? origins.notes : nil)
    let continuation: Continuation
    do {
      let call = ProcessCall(function: function, emitter: outlet.emitter, scope: scope, state: pacer.state)
      continuation = try loop(call, element, &claims)
    } catch {
      // If a step downstream threw, its error is the cause: the function only noticed that it was stopped.
      try outlet.rethrow()
      throw error
    }
    if outlet.emitter.pointee.failed { try outlet.rethrow() }
    if let misuse = claims.tracker.misuse { throw misuse }
    if claims.wasStopped { return claims.residual.map { Left(restriction: $0, resume: .done, hasBacklog: true) } }
    switch continuation {
    case .done:
      guard claims.tracker.isDone else { throw UnfinishedRestriction(restriction: "\(claims.tracker.restriction)") }
      return nil
    case .resume, .resumeOnWake:
      return claims.tracker.checkpoint().map {
        Left(restriction: $0, resume: continuation, hasBacklog: pacer.state.pointee.hasBacklog)
      }
    }
  }

  /// Encodes the work that is left.
  private func end(_ sized: Sized, _ left: Left?) throws {
    guard let estimated = try keeper.end(), let left else { return }
    let element = sized.key.key
    let size = try function.pointee.size(of: left.restriction, element: element)
    rest = RestrictionRest(
      encoded: try Bytes.encoded(Sized(KV(element, KV(left.restriction, estimated.state)), size)),
      watermark: estimated.watermark.milliseconds, continuation: left.resume, hasBacklog: left.hasBacklog,
      isBounded: Function.isBounded)
  }

  package var isEnding: Bool { pacer.look() }

  package func takeRest() -> RestrictionRest? {
    defer { rest = nil }
    return rest
  }

  package override func abort() { outlet.abort() }

  package override func tearDown() { if isSetUp { function.pointee.tearDown() } }
}

/// A splittable function returned `.done` before it had claimed the whole restriction, which would lose data.
public struct UnfinishedRestriction: Error, CustomStringConvertible {
  let restriction: String
  /// The restriction, and what to do.
  public var description: String {
    """
    process returned .done, but \(restriction) was not claimed to its end. Claim every position, or return .resume(after:) \
    to continue later
    """
  }
}
