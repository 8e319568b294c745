public import Rows

extension Pipeline {
  /// Emits one empty element in the global window. Every source starts from it.
  ///
  /// ```swift
  /// let started = pipeline.impulse().map { _ in "started" }
  /// ```
  public func impulse(
    _ name: String? = nil, file: StaticString = #fileID, line: UInt = #line
  ) -> PCollection<Bytes> {
    let step = graph.step(explicit: name, verb: "Impulse", site: SourceSite(file, line))
    let output = graph.addCollection(
      Codec<Bytes>.make(), traits: CollectionTraits(windowing: .global, isBounded: true))
    graph.add(step, .impulse, inputs: [], outputs: [("main", output)])
    return PCollection(graph: graph, id: output)
  }

  /// Creates a collection of given values. The pipeline itself carries them.
  ///
  /// ```swift
  /// let fruits = pipeline.create(["apple", "pear"])
  /// ```
  @inlinable
  public func create<Element: Streamable & Sendable>(
    _ name: String?, _ elements: some Sequence<Element>, file: StaticString = #fileID, line: UInt = #line
  ) -> PCollection<Element> {
    let list = CreatedElements(elements)
    return composite(name, verb: "Create", file: file, line: line) {
      $0.impulse("Impulse", file: file, line: line).addCreated(list, Codec<Element>.make(), SourceSite(file, line))
    }
  }

  /// Creates a collection of given values. See the form with a name.
  @inlinable
  public func create<Element: Streamable & Sendable>(
    _ elements: some Sequence<Element>, file: StaticString = #fileID, line: UInt = #line
  ) -> PCollection<Element> { create(nil, elements, file: file, line: line) }

  /// Adds the steps of `body` as a composite.
  @usableFromInline func composite<Element>(
    _ name: String?, verb: String, file: StaticString, line: UInt, _ body: (Pipeline) -> PCollection<Element>
  ) -> PCollection<Element> {
    graph.composite(name, verb: verb, inputs: [], site: SourceSite(file, line), isOfLibrary: true) { body(self) }
  }
}

extension PCollection<Bytes> {
  @usableFromInline func addCreated<Created: Streamable>(
    _ list: CreatedElements, _ codec: Codec<Created>, _ site: SourceSite
  ) -> PCollection<Created> {
    if let failure = list.failure {
      graph.refuse("a value given to create (\(site.description)) cannot be encoded: \(failure)")
    }
    return addSplittable(
      "Read", site, { ReadCreated<Created>(list: list) }, codec, data: list.encoded, pieces: list.starts.count
    ) {
      call, element, claims in
      try call.function.pointee.process(element, &claims, in: SourceContext(call.emitter, call.scope, call.state))
    }
  }
}

/// The encoded values of a `create`, and their offsets.
@usableFromInline
struct CreatedElements: Sendable {
  /// The values, one after the other.
  let encoded: Bytes
  /// The offset at which each value starts.
  let starts: [Int]
  /// The first error of a value's coder; nil if all values are encoded.
  let failure: CoderError?

  @usableFromInline init<Element: Streamable>(_ elements: some Sequence<Element>) {
    var writer = RawWriter(capacity: 256)
    var starts: [Int] = []
    for element in elements {
      starts.append(writer.count)
      Element.encode(element, into: &writer)
    }
    failure = writer.takeFailure()
    encoded = writer.takeBytes()
    self.starts = starts
  }

  /// The offset at which the value before an index ends.
  func end(before index: Int) -> Int { index < starts.count ? starts[index] : encoded.count }

  /// Returns the error of the first value that its coder does not decode to exactly its end; nil if there is none.
  func firstMisread<Element: Streamable>(
    of type: Element.Type, in indices: Range<Int>, _ bytes: UnsafeRawBufferPointer
  ) -> CoderError? {
    for index in indices {
      let value = UnsafeRawBufferPointer(rebasing: bytes[starts[index]..<end(before: index + 1)])
      do throws(CoderError) { _ = try value.readAll(Element.decode(from:)) } catch { return error }
    }
    return nil
  }
}

/// Reads the values of a `create`. The work can be split by offset.
struct ReadCreated<Element: Streamable>: SplittableDoFn {
  typealias Input = Bytes
  typealias Output = Element
  typealias Tracker = OffsetRangeTracker
  let list: CreatedElements

  func initialRestriction(for element: Bytes) -> OffsetRange { OffsetRange(from: 0, to: Int64(list.starts.count)) }

  func split(_ range: OffsetRange, of element: Bytes, into parts: Int) -> [OffsetRange] { range.split(into: parts) }

  static var sizeUnit: SizeUnit? { .elements }

  func size(of range: OffsetRange, element: Bytes) -> Double { Double(range.count) }

  func makeTracker(for range: OffsetRange) -> OffsetRangeTracker { OffsetRangeTracker(range) }

  static func origin(of position: Int64, in element: Bytes) -> String { "element \(position)" }

  func process(
    _ element: Bytes, _ claims: inout Claims<OffsetRangeTracker>, in context: SourceContext<Element>
  ) throws -> Continuation {
    let first = claims.tracker.restriction.from
    guard claims.tryClaim(first) else { return .done }
    try list.encoded.withUnsafeBytes { bytes in
      var next = first
      do throws(CoderError) {
        var reader = RawReader(UnsafeRawBufferPointer(rebasing: bytes[list.starts[Int(next)]...]))
        repeat {
          context.emit(try Element.decode(from: &reader))
          next += 1
        } while claims.tryClaim(next)
        let left = reader.remaining - (bytes.count - list.end(before: Int(next)))
        if left != 0 { throw .trailingBytes(left) }
      } catch {
        let misread = list.firstMisread(of: Element.self, in: Int(first)..<list.starts.count, bytes)
        throw UndecodableValue(type: "\(Element.self)", underlying: misread ?? error)
      }
    }
    return .done
  }
}
