// The loops over a batch. The `@inlinable` functions of the API create them, so that the compiler builds them in the user's
// module, with the user's function inlined.
//
// All loops follow one rule of ownership. A loop moves each element out into a local, and puts it back if the function throws.
// `failed` is then the index of that element. Only that element is still initialised; the operator describes and destroys it.
// If a step downstream threw, no element is initialised and `failed` stays negative.

/// Maps `count` values of the first buffer into the second.
public typealias MapLoop<Input, Output> =
  @Sendable (UnsafeMutablePointer<Input>, Int, UnsafeMutablePointer<Output>, _ failed: inout Int) throws -> Void

/// Removes some of `count` values, and compacts the others at the front of the buffer.
///
/// If `indices` is not nil, it receives the original index of each remaining value. Returns the number of remaining values.
public typealias FilterLoop<Element> =
  @Sendable (UnsafeMutablePointer<Element>, Int, _ indices: UnsafeMutablePointer<Int32>?, _ failed: inout Int) throws ->
  Int

/// Emits any number of results for each of `count` values.
public typealias FlatMapLoop<Input, Output> =
  @Sendable (UnsafeMutablePointer<Input>, Int, UnsafeMutablePointer<Emitter<Output>>, _ failed: inout Int) throws ->
  Void

/// Reads the timestamps of `count` values into a column, in milliseconds. The values stay in their buffer.
public typealias TimestampLoop<Element> =
  @Sendable (UnsafeMutablePointer<Element>, Int, UnsafeMutablePointer<Int64>, _ failed: inout Int) throws -> Void
