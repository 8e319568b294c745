public import Rows

/// The values of one key from several collections: the result of `coGroup`.
///
/// The values stay encoded and are decoded each time they are read. The values of all collections are stored together in their
/// order of arrival, so reading those of one collection skips the others, at a few nanoseconds each.
public struct CoGrouped<each Value: Streamable> {
  /// The values from each collection, in the order in which the collections were given.
  public let values: (repeat Grouped<each Value>)

  /// Creates it from one group per collection.
  @inlinable public init(_ values: repeat Grouped<each Value>) { self.values = (repeat each values) }
}

@available(*, unavailable, message: "a CoGrouped is valid only on the thread that it was passed to; copy what you need")
extension CoGrouped: @unchecked Sendable {}

extension CoGrouped: Streamable {
  /// Writes the nested encoding of the groups, one after the other.
  @inlinable public static func encode(_ value: borrowing Self, into writer: inout RawWriter) {
    for group in repeat each value.values { encodeGroup(group, into: &writer) }
  }

  @inlinable static func encodeGroup<V>(_ group: Grouped<V>, into writer: inout RawWriter) {
    Grouped<V>.encode(group, into: &writer)
  }

  /// Reads the nested encoding of the groups.
  @inlinable public static func decode(from reader: inout RawReader) throws(CoderError) -> Self {
    CoGrouped(repeat try Grouped<each Value>.decode(from: &reader))
  }

  /// `joist:coder:co_grouped:v1` of the groups' coders.
  public static var coderSpec: CoderSpec {
    var components: [CoderSpec] = []
    for type in repeat (each Value).self { components.append(spec(of: type)) }
    return CoderSpec(urn: "joist:coder:co_grouped:v1", components: components)
  }

  private static func spec<V: Streamable>(of type: V.Type) -> CoderSpec { Grouped<V>.coderSpec }
}

/// Groups several collections of pairs by key and window.
///
/// ```swift
/// let joined = coGroup(views, clicks)
/// let rates = joined.map { KV($0.key, Double($0.value.values.1.count) / Double(max(1, $0.value.values.0.count))) }
/// ```
/// - Parameters:
///   - name: the step's name; by default `CoGroup`.
///   - first: the first collection.
///   - rest: the other collections, windowed like the first.
/// - Returns: for each key and window the values of each collection, in the order of the arguments.
@inlinable
public func coGroup<Key: StreamKey, First: Streamable, each Rest: Streamable>(
  _ name: String?, _ first: PCollection<KV<Key, First>>, _ rest: repeat PCollection<KV<Key, each Rest>>,
  file: StaticString = #fileID, line: UInt = #line
) -> PCollection<KV<Key, CoGrouped<First, repeat each Rest>>> {
  first.composite(name, verb: "CoGroup", file: file, line: line) { first in
    var tagged = [first.tagged(0)]
    for collection in repeat each rest { tagged.append(collection.tagged(tagged.count)) }
    let count = tagged.count
    return first.pipeline.flatten("Flatten", tagged).groupByKey("Group").map("Untag") { group in
      var parts = try TaggedParts(group.value, of: count)
      let groups = CoGrouped<First, repeat each Rest>(parts.next(First.self), repeat parts.next((each Rest).self))
      return KV(group.key, groups)
    }
  }
}

/// Groups several collections of pairs by key and window. See the form with a name.
@inlinable
public func coGroup<Key: StreamKey, First: Streamable, each Rest: Streamable>(
  _ first: PCollection<KV<Key, First>>, _ rest: repeat PCollection<KV<Key, each Rest>>,
  file: StaticString = #fileID, line: UInt = #line
) -> PCollection<KV<Key, CoGrouped<First, repeat each Rest>>> {
  coGroup(nil, first, repeat each rest, file: file, line: line)
}

extension PCollection {
  /// Encodes the values, and adds the number of the collection that they come from.
  @usableFromInline func tagged<Key: StreamKey, Value: Streamable>(
    _ tag: Int
  ) -> PCollection<KV<Key, KV<Int, Bytes>>> where Element == KV<Key, Value> {
    map("Tag\(tag)") { KV($0.key, KV(tag, try Bytes.encoded($0.value))) }
  }
}

/// Splits the tagged values of one key into one group per collection.
@usableFromInline
struct TaggedParts {
  private let values: Grouped<KV<Int, Bytes>>
  private let counts: [Int]
  /// The number of the collection whose group is next.
  private var index = 0

  @usableFromInline init(_ values: Grouped<KV<Int, Bytes>>, of collections: Int) throws {
    self.values = values
    counts = try TaggedValues.counts(values, of: collections)
  }

  /// Returns the group of the next collection.
  @usableFromInline mutating func next<Value: Streamable>(_ type: Value.Type) -> Grouped<Value> {
    defer { index += 1 }
    return Grouped(count: counts[index], start: values.start, end: values.end, owner: values.owner, tag: index)
  }
}
