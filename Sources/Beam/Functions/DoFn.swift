public import Rows

/// A function over elements that has a life: it is set up once, told where bundles start and end, and torn down.
///
/// A fresh instance is made for each bundle executor, so its stored properties may be variables without locks. What it keeps
/// between elements must not outlive the bundle: flush it in `finishBundle`.
///
/// ```swift
/// struct Numbered: DoFn {
///   var next = 0
///   mutating func startBundle() { next = 0 }
///   mutating func process(_ line: String, in context: Context<String>) {
///     next += 1
///     context.emit("\(next): \(line)")
///   }
/// }
/// ```
public protocol DoFn<Input, Output>: SendableMetatype {
  /// What it is given.
  associatedtype Input: Streamable
  /// What it emits to its main output.
  associatedtype Output: Streamable

  /// For a function that settles (`Context.settle`): how many bundles whose input came in one order may be under way at
  /// once, those that settle included. 1: what a bundle waits for has arrived before the next one starts. A sink whose far
  /// side keeps what it is given in order by itself allows more. Steps that are fused share their bundles: the smallest
  /// number among those that settle holds for all.
  ///
  /// Nil, the default: the function does not settle.
  static var pipelineDepth: Int? { get }

  /// Called once before the first bundle.
  mutating func setUp() throws
  /// Called before the first element of a bundle.
  mutating func startBundle() throws
  /// Called for each element.
  mutating func process(_ element: Input, in context: Context<Output>) throws
  /// Called after the last element of a bundle. What it emits is in the windows of its timestamp, so it needs one
  /// (`emit(_:at:)`); in the global window it has that window's end where none is given.
  mutating func finishBundle(in context: Context<Output>) throws
  /// Called once, after the last bundle or the first that failed.
  mutating func tearDown()
}

extension DoFn {
  /// Nil.
  @inlinable public static var pipelineDepth: Int? { nil }
  /// Does nothing.
  @inlinable public mutating func setUp() throws {}
  /// Does nothing.
  @inlinable public mutating func startBundle() throws {}
  /// Does nothing.
  @inlinable public mutating func finishBundle(in context: Context<Output>) throws {}
  /// Does nothing.
  @inlinable public mutating func tearDown() {}
}
