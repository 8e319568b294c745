import Rows

/// Calls a `DoFn` for the elements of a batch. Created in the user's module.
public typealias DoFnLoop<Function: DoFn> =
  @Sendable (_ batch: DoFnBatch<Function>, _ failed: inout Int) throws -> Void

/// A batch of elements, and the function that a `DoFnLoop` calls for each of them.
@frozen public struct DoFnBatch<Function: DoFn> {
  // SAFETY: the operator that calls the loop owns the function and the emitter, and the sender owns the memory of the values;
  // all are alive during the call.
  @usableFromInline let function: UnsafeMutablePointer<Function>
  @usableFromInline let values: UnsafeMutablePointer<Function.Input>
  @usableFromInline let count: Int
  @usableFromInline let emitter: UnsafeMutablePointer<Emitter<Function.Output>>
  @usableFromInline let scope: BundleScope
}

/// Runs a `DoFn`: owns its instance and outlets, and calls its lifecycle methods.
package final class DoFnOperator<Function: DoFn>: Receiver<Function.Input> {
  private let step: Step
  private let loop: DoFnLoop<Function>
  private let scope: BundleScope
  private let windowFn: WindowFn
  private let outlet: Outlet<Function.Output>
  private var extras: [any ExtraOutput] = []
  // SAFETY: allocated and initialised in `init`, and destroyed in `deinit`. Only the executor's thread uses it.
  private let function: UnsafeMutablePointer<Function>
  private var isSetUp = false

  /// - Parameter extraReceivers: the receivers of the extra outputs, in the order in which the function declares its tags.
  init(
    step: Step, function: Function, loop: @escaping DoFnLoop<Function>, windowFn: WindowFn, scope: BundleScope,
    output: Receiver<Function.Output>, extraReceivers: ArraySlice<AnyReceiver>
  ) throws {
    self.step = step
    self.loop = loop
    self.scope = scope
    self.windowFn = windowFn
    outlet = Outlet(to: output)
    outlet.step = step
    outlet.scope = scope
    if Function.pipelineDepth == nil {
      outlet.refusalToSettle = step.failure(UndeclaredSettling(type: "\(Function.self)"))
    }
    self.function = .allocate(capacity: 1)
    self.function.initialize(to: function)
    super.init(of: Function.Input.self)
    let tags = OutputTags.declared(in: function)
    for ((name, tag), receiver) in zip(tags, extraReceivers) {
      extras.append(try tag.connect(receiver, name: name, step: step))
    }
  }

  deinit {
    function.deinitialize(count: 1)
    function.deallocate()
  }

  package override func start() throws {
    try super.start()
    outlet.start()
    for extra in extras { extra.start() }
    do {
      if !isSetUp {
        isSetUp = true
        try function.pointee.setUp()
      }
      try function.pointee.startBundle()
    } catch {
      throw step.failure(error)
    }
  }

  package override func take(_ values: UnsafeMutablePointer<Function.Input>, _ count: Int, _ header: Header) throws {
    let outer = enter(count)
    defer { leave(to: outer) }
    try run(values, count, header, loop)
  }

  /// Runs a loop over a batch of elements.
  func run(
    _ values: UnsafeMutablePointer<Function.Input>, _ count: Int, _ header: Header,
    _ loop: (_ batch: DoFnBatch<Function>, _ failed: inout Int) throws -> Void
  ) throws {
    begin(header)
    var failed = -1
    do {
      try loop(batch(values, count), &failed)
    } catch {
      guard failed >= 0 else { throw error }
      let failure = step.failure(error, element: values[failed], at: failed, of: header)
      (values + failed).deinitialize(count: 1)
      throw failure
    }
    try end()
  }

  /// Begins a batch of calls.
  func begin(_ header: Header) {
    outlet.begin(header)
    for extra in extras { extra.begin(header) }
  }

  /// Makes a call that has no element, as one of a batch.
  /// - Parameters:
  ///   - index: the call's index in the batch.
  ///   - values: room for elements, which the call does not use.
  ///   - failure: returns the failure for an error of the function.
  func call(
    _ index: Int, _ values: UnsafeMutablePointer<Function.Input>, failure: (any Error) -> any Error,
    _ body: (DoFnBatch<Function>) throws -> Void
  ) throws {
    outlet.emitter.pointee.index = Int32(truncatingIfNeeded: index)
    do {
      try body(batch(values, 0))
    } catch {
      throw error is RetryableError || error is StepFailure ? error : failure(error)
    }
    if outlet.emitter.pointee.failed { try outlet.rethrow() }
  }

  /// Ends a batch of calls. Passes the remaining results downstream.
  func end() throws {
    try outlet.end()
    for extra in extras { try extra.end() }
  }

  private func batch(_ values: UnsafeMutablePointer<Function.Input>, _ count: Int) -> DoFnBatch<Function> {
    DoFnBatch(function: function, values: values, count: count, emitter: outlet.emitter, scope: scope)
  }

  /// The timestamp of the current element, in milliseconds.
  var currentTime: Int64 { outlet.header.time(at: Int(outlet.emitter.pointee.index)) }

  package override func finish() throws {
    outlet.beginBetweenElements(windowFn, scope)
    for extra in extras { extra.beginBetweenElements(windowFn, scope) }
    do {
      try DoFnCalls.finish(function, outlet.emitter, scope)
    } catch {
      throw step.failure(error)
    }
    try outlet.end()
    for extra in extras { try extra.end() }
  }

  package override func abort() {
    outlet.abort()
    for extra in extras { extra.abort() }
  }

  package override func tearDown() { if isSetUp { function.pointee.tearDown() } }
}

/// Calls that need a `Context`. They are functions of their own, since a context cannot be stored.
enum DoFnCalls {
  static func finish<Function: DoFn>(
    _ function: UnsafeMutablePointer<Function>, _ emitter: UnsafeMutablePointer<Emitter<Function.Output>>,
    _ scope: BundleScope
  ) throws {
    try function.pointee.finishBundle(in: Context(emitter, scope))
  }
}

extension BundleScope {
  /// The number of the global window, in which `finishBundle` is called.
  func globalContext() -> UInt32 { contexts.intern(.init(windows: [.global])) }
}
