import Rows

extension PCollection {
  /// Gives each element its windows: what is grouped or combined from here on is so per window.
  ///
  /// A window fires when the watermark passes its end; elements that come later are late. They are dropped and counted once
  /// the watermark is `allowedLateness` past the end, and until then fire the window again.
  ///
  /// ```swift
  /// let counts = visits.windowed(by: .fixed(.seconds(10))).countPerElement()
  /// ```
  /// - Parameters:
  ///   - windowFn: how timestamps become windows.
  ///   - allowedLateness: how long after a window's end its elements are still taken.
  ///   - accumulation: what a pane for late elements holds; it matters only where lateness is allowed.
  public func windowed(
    _ name: String? = nil, by windowFn: WindowFn, allowedLateness: Duration = .zero,
    accumulation: WindowingStrategy.Accumulation = .discarding, file: StaticString = #fileID, line: UInt = #line
  ) -> PCollection<Element> {
    let site = SourceSite(file, line)
    let step = graph.step(explicit: name, verb: "Windowed", site: site)
    if let problem = windowFn.problem { graph.refuse("\(problem) (step \"\(step.path)\", \(site.description))") }
    if allowedLateness < .zero {
      graph.refuse("the allowed lateness is negative (step \"\(step.path)\", \(site.description))")
    }
    let windowing = WindowingStrategy(
      windowFn: windowFn, allowedLateness: allowedLateness, accumulation: accumulation)
    let traits = CollectionTraits(windowing: windowing, isBounded: traits.isBounded)
    let output = graph.addCollection(codec, traits: traits)
    graph.add(step, .assignWindows(windowFn), inputs: [id], outputs: [("main", output)])
    return PCollection(graph: graph, id: output)
  }
}
