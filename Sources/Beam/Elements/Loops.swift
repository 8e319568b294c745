/// The loops over a batch: closures that are made inside the `@inlinable` functions of the API, so that the compiler builds
/// them, with the author's function inlined, in the author's module. They know pointers and emitters only.
///
/// The rule of ownership, for all of them: a loop moves each element out into a local and puts it back if the function
/// throws. `failed` then is the place of that element; it alone is alive, and the library describes and destroys it. Where a
/// step downstream threw, no value is alive and `failed` stays below zero.

/// Maps `count` values of the first buffer into the second.
public typealias MapLoop<Input, Output> =
  @Sendable (UnsafeMutablePointer<Input>, Int, UnsafeMutablePointer<Output>, _ failed: inout Int) throws -> Void

/// Keeps some values, moved together to the front; notes where each came from if asked to; returns how many are left.
public typealias FilterLoop<Element> =
  @Sendable (UnsafeMutablePointer<Element>, Int, _ indices: UnsafeMutablePointer<Int32>?, _ failed: inout Int) throws ->
  Int

/// Emits any number of results for each value.
public typealias FlatMapLoop<Input, Output> =
  @Sendable (UnsafeMutablePointer<Input>, Int, UnsafeMutablePointer<Emitter<Output>>, _ failed: inout Int) throws ->
  Void

/// Reads a column of timestamps (milliseconds) off the values, which stay where they are.
public typealias TimestampLoop<Element> =
  @Sendable (UnsafeMutablePointer<Element>, Int, UnsafeMutablePointer<Int64>, _ failed: inout Int) throws -> Void
