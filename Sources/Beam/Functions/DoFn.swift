public import Rows

/// A function over elements with a lifecycle: it is set up once, told when bundles start and finish, and torn down.
///
/// Each bundle executor has an instance of its own, so stored properties may be variables and need no locks. State that is kept
/// between elements must not outlive the bundle: emit it in `finishBundle`, or keep it for each key with a ``StatefulDoFn``.
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
  /// The type of the elements that the function processes.
  associatedtype Input: Streamable
  /// The type of the elements that it emits to its main output.
  associatedtype Output: Streamable

  /// How many bundles with ordered input may be in flight at once, including those that settle. Nil, the default, if the
  /// function does not settle.
  ///
  /// A function that calls `Context.settle` must declare it. With 1, everything that a bundle waits for has completed before
  /// the next one starts. Sinks may declare more if the external system keeps the order of what it is sent. Fused steps share
  /// their bundles, and the smallest declared depth applies to all of them.
  static var pipelineDepth: Int? { get }
  /// Whether a bundle that is repeated must get the same elements again: for side effects that must not depend on chance. The
  /// embedded engine refuses it, since it has no checkpoints yet.
  ///
  /// It is Beam's RequiresStableInput.
  static var requiresStableInput: Bool { get }

  /// Called once, before the first bundle: the place to make clients and connections, which a function cannot capture.
  mutating func setUp() throws
  /// Called before the first element of a bundle.
  mutating func startBundle() throws
  /// Called for each element.
  mutating func process(_ element: Input, in context: Context<Output>) throws
  /// Called after the last element of a bundle. Results are in the windows of their timestamps, so emit them with a timestamp
  /// (`emit(_:at:)`). In the global window a result without one gets the timestamp of the window's end.
  mutating func finishBundle(in context: Context<Output>) throws
  /// Called once, after the last bundle or the first failed bundle.
  mutating func tearDown()

  /// The loops that call the function. The library provides them.
  static var loops: DoFnLoops<Self> { get }
}

extension DoFn {
  /// Nil: the function does not settle.
  @inlinable public static var pipelineDepth: Int? { nil }
  /// False: a bundle that is repeated may get other elements.
  @inlinable public static var requiresStableInput: Bool { false }
  /// Does nothing: the function needs no preparation.
  @inlinable public mutating func setUp() throws {}
  /// Does nothing: the function keeps nothing to reset between bundles.
  @inlinable public mutating func startBundle() throws {}
  /// Does nothing: the function emits all its results in `process`.
  @inlinable public mutating func finishBundle(in context: Context<Output>) throws {}
  /// Does nothing: the function has nothing to close.
  @inlinable public mutating func tearDown() {}
}
