public import Rows

extension Pipeline {
  /// All elements of several collections of one type. They must be windowed alike.
  ///
  /// ```swift
  /// let all = pipeline.flatten([today, yesterday])
  /// ```
  public func flatten<Element: Streamable>(
    _ collections: [PCollection<Element>], file: StaticString = #fileID, line: UInt = #line
  ) -> PCollection<Element> { flatten(nil, collections, file: file, line: line) }

  /// All elements of several collections of one type, by a step with a name.
  public func flatten<Element: Streamable>(
    _ name: String?, _ collections: [PCollection<Element>], file: StaticString = #fileID, line: UInt = #line
  ) -> PCollection<Element> {
    let site = SourceSite(file, line)
    let step = graph.step(explicit: name, verb: "Flatten", site: site)
    let ids = collections.map(\.id)
    if let first = collections.first, let other = collections.first(where: { $0.windowing != first.windowing }) {
      graph.refuse(
        """
        step "\(step.path)" (\(step.site)) flattens collections that are windowed differently: \(first.windowing.windowFn) \
        and \(other.windowing.windowFn). Window them alike first
        """)
    }
    let codec = collections.first?.codec ?? Codec<Element>.make()
    let output = graph.addCollection(codec, traits: graph.traits(of: ids))
    graph.add(step, .flatten, inputs: ids, outputs: [("main", output)])
    return PCollection(graph: graph, id: output)
  }
}

extension PCollection where Element: Streamable {
  /// All elements of this collection and others.
  public func flattened(
    _ name: String? = nil, with others: PCollection..., file: StaticString = #fileID, line: UInt = #line
  ) -> PCollection {
    pipeline.flatten(name, [self] + others, file: file, line: line)
  }
}

extension PCollection {
  /// Cuts fusion: the elements are written out and dealt to all threads, in any order, whatever made them.
  ///
  /// Put it behind a step that makes many elements of few (a fan-out), so that what follows uses all cores.
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
