import Rows

/// An element with a restriction and the state of its watermark estimator: the input of a splittable step.
///
/// It is encoded as in Beam: `kv(element, kv(restriction, watermark estimator state))`. Once it is sized, it is the key of a
/// pair with a double.
package typealias ElementAndRestriction<Element, Restriction, State> = KV<Element, KV<Restriction, State>>

/// Calls a splittable function's `process`. Created in the user's module.
public typealias ProcessLoop<Function: SplittableDoFn> =
  @Sendable (_ call: ProcessCall<Function>, Function.Input, inout Claims<Function.Tracker>) throws -> Continuation

/// The function that a `ProcessLoop` calls, and the parts of its context.
@frozen public struct ProcessCall<Function: SplittableDoFn> {
  // SAFETY: the operator that calls the loop owns the function, the emitter and the state, and is alive during the call.
  @usableFromInline let function: UnsafeMutablePointer<Function>
  @usableFromInline let emitter: UnsafeMutablePointer<Emitter<Function.Output>>
  @usableFromInline let scope: BundleScope
  @usableFromInline let state: UnsafeMutablePointer<SourceState>
}

/// Pairs each element with its initial restriction.
package final class PairOperator<Function: SplittableDoFn>: Receiver<Function.Input> {
  package typealias Paired = ElementAndRestriction<
    Function.Input, Function.Tracker.Restriction, Function.Estimator.State
  >
  private let operation: FlatMapOperator<Function.Input, Paired>

  init(step: Step, function: Function, output: Receiver<Paired>) {
    // SAFETY: the executor that owns this operator is used by one thread at a time.
    nonisolated(unsafe) let function = function
    operation = FlatMapOperator(
      step: step,
      loop: SplittableLoops.flatMap { element, emit in
        let restriction = try function.initialRestriction(for: element)
        let estimator = try function.makeEstimator(for: restriction, of: element)
        emit(KV(element, KV(restriction, estimator.state)))
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

/// Splits restrictions before they are begun, and adds the sizes of the pieces.
package final class SplitOperator<Function: SplittableDoFn>: Receiver<PairOperator<Function>.Paired> {
  package typealias Paired = PairOperator<Function>.Paired
  package typealias Sized = KV<Paired, Double>
  private let operation: FlatMapOperator<Paired, Sized>

  init(step: Step, function: Function, scope: BundleScope, output: Receiver<Sized>) {
    // SAFETY: the executor that owns this operator and the scope is used by one thread at a time.
    nonisolated(unsafe) let function = function
    nonisolated(unsafe) let scope = scope
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

/// Loops that run once per restriction, not per element, and so need not be specialised.
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
