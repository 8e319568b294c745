public import Rows

// Overloads that only say why a call cannot compile. They match where no other does, and the compiler shows their message in
// place of a complaint about generic parameters. Closures that return `Void` have no form of their own: it would also match every
// closure of one expression, and hide what is wrong with it.

extension PCollection {
  /// Refuses tuples.
  @available(
    *, unavailable,
    message: "a tuple cannot be an element: write KV(key, value) for a pair, or declare a struct with @Row"
  )
  @_disfavoredOverload
  public func map<First, Second, each Rest>(
    _ name: String? = nil, _ transform: (Element) throws -> (First, Second, repeat each Rest)
  ) -> PCollection<KV<Int, Int>> { preconditionFailure("unavailable") }

  /// Refuses results that have no coder.
  @available(
    *, unavailable,
    message: "the closure's result cannot be an element: declare its type with @Row; for effects use log() or a DoFn"
  )
  @_disfavoredOverload
  public func map<Output>(_ name: String? = nil, _ transform: (Element) throws -> Output) -> PCollection<Output> {
    preconditionFailure("unavailable")
  }

  /// Refuses results that have no coder.
  @available(
    *, unavailable,
    message: "the closure's results cannot be elements: declare their type with @Row, or write KV(key, value)"
  )
  @_disfavoredOverload
  public func flatMap<Results: Sequence>(
    _ name: String? = nil, _ transform: (Element) throws -> Results
  ) -> PCollection<Results.Element> { preconditionFailure("unavailable") }

  /// Refuses elements that are no pairs.
  @available(
    *, unavailable,
    message: "only pairs whose key is a StreamKey can be grouped: use keyed(by:) or map { KV(key, value) }"
  )
  @_disfavoredOverload
  public func groupByKey(_ name: String? = nil) -> PCollection<KV<Int, Grouped<Int>>> {
    preconditionFailure("unavailable")
  }

  /// Refuses elements that are no pairs.
  @available(
    *, unavailable,
    message: "only pairs whose values the function takes can be combined: use keyed(by:) or KV(key, value)"
  )
  @_disfavoredOverload
  public func combinePerKey<Function: CombineFn>(_ function: Function) -> PCollection<KV<Int, Function.Output>> {
    preconditionFailure("unavailable")
  }
}
