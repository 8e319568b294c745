public import Rows

/// A function whose inputs may be absent; it ignores absent ones. With one absent input, a combine of an empty collection
/// still has a result.
@usableFromInline
struct OptionalInput<Function: CombineFn>: CombineFn {
  @usableFromInline let function: Function
  @usableFromInline init(_ function: Function) { self.function = function }

  @inlinable func makeAccumulator() -> Function.Accumulator { function.makeAccumulator() }
  @inlinable func add(_ input: Function.Input?, to accumulator: inout Function.Accumulator) throws {
    if let input { try function.add(input, to: &accumulator) }
  }
  @inlinable func merge(_ other: Function.Accumulator, into accumulator: inout Function.Accumulator) throws {
    try function.merge(other, into: &accumulator)
  }
  @inlinable func extract(_ accumulator: Function.Accumulator) throws -> Function.Output {
    try function.extract(accumulator)
  }
}
