public import Rows

/// An extra output of a `DoFn`, declared as a stored property of the function.
///
/// ```swift
/// struct Check: DoFn {
///   let bad = OutputTag<String>()
///   func process(_ line: String, in context: Context<Int>) {
///     if let number = Int(line) { context.emit(number) } else { context.emit(line, to: bad) }
///   }
/// }
/// let outputs = lines.parDo(Check())
/// outputs.main    // PCollection<Int>
/// outputs.bad     // PCollection<String>
/// ```
public struct OutputTag<Element: Streamable> {
  @usableFromInline let cell: OutputCell<Element>
  @usableFromInline let codec: Codec<Element>

  /// Creates the tag of an output.
  @inlinable public init() {
    cell = OutputCell()
    codec = Codec.make()
  }
}

/// Connects a tag with the outlet of its output. Copies of the function in one executor share it.
@usableFromInline
final class OutputCell<Element> {
  /// The outlet's emitter; nil until the executor is linked.
  // SAFETY: `outlet` owns the emitter and is set together with it.
  @usableFromInline var emitter: UnsafeMutablePointer<Emitter<Element>>?
  var outlet: Outlet<Element>?

  @usableFromInline init() {}

  @inlinable @inline(__always) func emit(_ value: consuming Element, index: Int32) {
    guard let emitter else { return }
    emitter.pointee.index = index
    emitter.pointee.emit(value)
  }
}

/// An `OutputTag` without its element type.
protocol AnyOutputTag {
  /// Adds the output's collection to a graph, and returns its id.
  func addCollection(to graph: Graph, from: CollectionTraits) -> Int
  /// Connects the tag with the receiver of its elements, and returns the outlet.
  func connect(_ receiver: AnyReceiver, name: String, step: Step) throws -> any ExtraOutput
}

extension OutputTag: AnyOutputTag {
  func addCollection(to graph: Graph, from traits: CollectionTraits) -> Int {
    graph.addCollection(codec, traits: traits)
  }

  func connect(_ receiver: AnyReceiver, name: String, step: Step) throws -> any ExtraOutput {
    let outlet = Outlet(to: try receiver.taking(Element.self), results: .extra(name))
    outlet.step = step
    cell.outlet = outlet
    cell.emitter = outlet.emitter
    return outlet
  }
}

/// The `Outlet` of an extra output, without its element type.
protocol ExtraOutput: AnyObject {
  func start()
  func begin(_ header: Header)
  func beginBetweenElements(_ windowFn: WindowFn, _ scope: BundleScope)
  func end() throws
  func abort()
}

extension Outlet: ExtraOutput {}

/// Finds the tags that a function declares as stored properties.
enum OutputTags {
  static func declared(in function: Any) -> [(name: String, tag: any AnyOutputTag)] {
    Mirror(reflecting: function).children.compactMap { child in
      guard let name = child.label, let tag = child.value as? any AnyOutputTag else { return nil }
      return (name, tag)
    }
  }
}

/// The outputs of a `DoFn`: `main`, and each `OutputTag` under the name of its property.
@dynamicMemberLookup
public struct Outputs<Function: DoFn> {
  /// The main output.
  public let main: PCollection<Function.Output>
  let extras: [String: Int]
  let prototype: Function
  let graph: Graph

  /// The extra output that a property declares.
  public subscript<Element>(dynamicMember path: KeyPath<Function, OutputTag<Element>>) -> PCollection<Element> {
    let wanted = prototype[keyPath: path].cell
    for (name, tag) in OutputTags.declared(in: prototype) {
      if let tag = tag as? OutputTag<Element>, tag.cell === wanted, let id = extras[name] {
        return PCollection(graph: graph, id: id)
      }
    }
    preconditionFailure("\(path) is not a stored property of \(Function.self); declare the OutputTag with `let`")
  }
}
