import Rows

extension PCollection {
  /// Assigns windows to elements. Later groupings and combines work per window.
  ///
  /// By default a window fires when the watermark passes its end. Elements that arrive later are late. They fire the window again until
  /// the watermark is `allowedLateness` past the end; after that they are dropped and counted.
  ///
  /// ```swift
  /// let counts = visits.windowed(by: .fixed(.seconds(10))).countPerElement()
  /// ```
  /// - Parameters:
  ///   - name: the step's name; by default `Windowed` with an ordinal.
  ///   - windowFn: assigns windows to timestamps.
  ///   - trigger: when windows fire.
  ///   - allowedLateness: how long after a window's end late elements are still accepted.
  ///   - accumulation: what a pane after the first holds. Say it if windows can fire more than once.
  ///   - timestampCombiner: the timestamps of panes.
  ///   - onTimeBehavior: what a window does at its end if it has no new elements since an early pane.
  ///   - closingBehavior: what a window does when it closes if it has no new elements.
  public func windowed(
    _ name: String? = nil, by windowFn: WindowFn, trigger: Trigger = .byDefault, allowedLateness: Duration = .zero,
    accumulation: WindowingStrategy.Accumulation? = nil,
    timestampCombiner: WindowingStrategy.TimestampCombiner = .endOfWindow,
    onTimeBehavior: WindowingStrategy.EmptyPanes = .fireAlways,
    closingBehavior: WindowingStrategy.EmptyPanes = .fireIfNonEmpty, file: StaticString = #fileID, line: UInt = #line
  ) -> PCollection<Element> {
    let strategy = WindowingStrategy(
      windowFn: windowFn, trigger: trigger, allowedLateness: allowedLateness, accumulation: accumulation ?? .discarding,
      timestampCombiner: timestampCombiner, onTimeBehavior: onTimeBehavior, closingBehavior: closingBehavior)
    return windowed(name, as: strategy, saysAccumulation: accumulation != nil, file: file, line: line)
  }

  /// Assigns windows to elements, with all settings as a value.
  /// - Parameters:
  ///   - name: the step's name; by default `Windowed` with an ordinal.
  ///   - strategy: the settings.
  public func windowed(
    _ name: String? = nil, as strategy: WindowingStrategy, file: StaticString = #fileID, line: UInt = #line
  ) -> PCollection<Element> {
    windowed(name, as: strategy, saysAccumulation: true, file: file, line: line)
  }

  private func windowed(
    _ name: String?, as strategy: WindowingStrategy, saysAccumulation: Bool, file: StaticString, line: UInt
  ) -> PCollection<Element> {
    let site = SourceSite(file, line)
    let step = graph.step(explicit: name, verb: "Windowed", site: site)
    func refuse(_ problem: String) { graph.refuse("\(problem) (step \"\(step.path)\", \(site.description))") }
    if let problem = strategy.windowFn.problem ?? strategy.trigger.problem { refuse(problem) }
    if strategy.allowedLateness < .zero { refuse("the allowed lateness is negative") }
    if !saysAccumulation, strategy.trigger.firesAgain(allowedLateness: strategy.allowedLateness) {
      refuse(
        "windows can fire more than once here: say what later panes hold, accumulation: .discarding (only what is new) or "
          + ".accumulating (all elements of the window)")
    }
    var traits = CollectionTraits(windowing: strategy, isBounded: traits.isBounded)
    traits.windowing.isMerged = false
    let output = graph.addCollection(codec, traits: traits)
    graph.add(step, .assignWindows(strategy.windowFn), inputs: [id], outputs: [("main", output)])
    return PCollection(graph: graph, id: output)
  }
}
