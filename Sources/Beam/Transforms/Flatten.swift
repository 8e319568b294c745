public import Rows

extension Pipeline {
  /// Merges several collections of one type. They must have the same windowing.
  ///
  /// ```swift
  /// let all = pipeline.flatten([today, yesterday])
  /// ```
  public func flatten<Element: Streamable>(
    _ collections: [PCollection<Element>], file: StaticString = #fileID, line: UInt = #line
  ) -> PCollection<Element> { flatten(nil, collections, file: file, line: line) }

  /// Merges several collections of one type, in a step with a name.
  public func flatten<Element: Streamable>(
    _ name: String?, _ collections: [PCollection<Element>], file: StaticString = #fileID, line: UInt = #line
  ) -> PCollection<Element> {
    let site = SourceSite(file, line)
    let step = graph.step(explicit: name, verb: "Flatten", site: site)
    let ids = collections.map(\.id)
    if let first = collections.first, let other = collections.first(where: { $0.windowing != first.windowing }) {
      graph.refuse(
        """
        step "\(step.path)" (\(step.site)) flattens collections with different windowing: \
        \(first.windowing.difference(from: other.windowing)). Give them the same windowing first
        """)
    }
    let codec = collections.first?.codec ?? Codec<Element>.make()
    let output = graph.addCollection(codec, traits: graph.traits(of: ids))
    graph.add(step, .flatten, inputs: ids, outputs: [("main", output)])
    return PCollection(graph: graph, id: output)
  }
}

extension PCollection where Element: Streamable {
  /// Merges this collection with others. They must have the same windowing.
  public func flattened(
    _ name: String? = nil, with others: PCollection..., file: StaticString = #fileID, line: UInt = #line
  ) -> PCollection {
    pipeline.flatten(name, [self] + others, file: file, line: line)
  }
}

extension PCollection {
  /// Prevents fusion: the elements are written out and distributed to all threads, in any order.
  ///
  /// Use it after a step that emits many elements per input (a fan-out), so that the following steps use all cores.
  ///
  /// ```swift
  /// let squares = numbers.flatMap { 0..<$0 }.reshuffle().map { $0 * $0 }
  /// ```
  public func reshuffle(
    _ name: String? = nil, file: StaticString = #fileID, line: UInt = #line
  ) -> PCollection<Element> {
    let step = graph.step(explicit: name, verb: "Reshuffle", site: SourceSite(file, line))
    let output = graph.addCollection(codec, traits: traits)
    graph.add(step, .reshuffle, inputs: [id], outputs: [("main", output)])
    return PCollection(graph: graph, id: output)
  }
}
