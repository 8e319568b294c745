public import Rows

// Unavailable overloads that explain why a call does not compile. They match if no other overload does, and the compiler then
// shows their message instead of an error about generic parameters. There is none for closures that return `Void`: it would
// match every single-expression closure, and hide the actual error.

extension PCollection {
  /// Explains that tuples cannot be elements.
  @available(
    *, unavailable,
    message: "a tuple cannot be an element: write KV(key, value) for a pair, or declare a struct with @Row"
  )
  @_disfavoredOverload
  public func map<First, Second, each Rest>(
    _ name: String? = nil, _ transform: (Element) throws -> (First, Second, repeat each Rest)
  ) -> PCollection<KV<Int, Int>> { preconditionFailure("unavailable") }

  /// Explains that a result needs a coder.
  @available(
    *, unavailable,
    message: "the closure's result cannot be an element: declare its type with @Row; for effects use log() or a DoFn"
  )
  @_disfavoredOverload
  public func map<Output>(_ name: String? = nil, _ transform: (Element) throws -> Output) -> PCollection<Output> {
    preconditionFailure("unavailable")
  }

  /// Explains that results need a coder.
  @available(
    *, unavailable,
    message: "the closure's results cannot be elements: declare their type with @Row, or write KV(key, value)"
  )
  @_disfavoredOverload
  public func flatMap<Results: Sequence>(
    _ name: String? = nil, _ transform: (Element) throws -> Results
  ) -> PCollection<Results.Element> { preconditionFailure("unavailable") }

  /// Explains that only pairs can be grouped.
  @available(
    *, unavailable,
    message: "only pairs whose key is a StreamKey can be grouped: use keyed(by:) or map { KV(key, value) }"
  )
  @_disfavoredOverload
  public func groupByKey(_ name: String? = nil) -> PCollection<KV<Int, Grouped<Int>>> {
    preconditionFailure("unavailable")
  }

  /// Explains that only pairs can be combined.
  @available(
    *, unavailable,
    message: "only pairs whose values the function takes can be combined: use keyed(by:) or KV(key, value)"
  )
  @_disfavoredOverload
  public func combinePerKey<Function: CombineFn>(_ function: Function) -> PCollection<KV<Int, Function.Output>> {
    preconditionFailure("unavailable")
  }
}
