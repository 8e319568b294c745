import Rows

extension PCollection {
  /// Assigns windows to elements. Later groupings and combines work per window.
  ///
  /// A window fires when the watermark passes its end. Elements that arrive later are late. They fire the window again until
  /// the watermark is `allowedLateness` past the end; after that they are dropped and counted.
  ///
  /// ```swift
  /// let counts = visits.windowed(by: .fixed(.seconds(10))).countPerElement()
  /// ```
  /// - Parameters:
  ///   - name: the step's name; by default `Windowed` with an ordinal.
  ///   - windowFn: assigns windows to timestamps.
  ///   - allowedLateness: how long after a window's end late elements are still accepted.
  ///   - accumulation: what a pane for late elements holds. It matters only if lateness is allowed.
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
