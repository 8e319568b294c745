import JoistPlan

extension Coordinator {
  /// Computes the books and the sources' backlogs again from the rest of the coordinator's state.
  /// - Returns: the differences, in words; empty if there are none.
  package func audit() -> [String] {
    var counted = Books(topology.plan)
    var sources = stages.map { SourceBacklog(unit: $0.source.unit) }
    for input in allInput() {
      let (stage, piece) = (input.stage.index, input.piece)
      counted.enter(piece, at: stage)
      if !input.isWaiting { counted.handOut(piece, of: stage) }
      guard input.hasHappened else { continue }
      counted.hold(piece, at: stage)
      if case .restriction(let restriction, _) = input.content { sources[stage].add(restriction.block) }
    }
    for id in inFlight.ascending {
      guard let bundle = inFlight[id] else { continue }
      counted.begin(at: bundle.stage)
      if let bytes = bundle.settlingBytes { counted.settle(bytes, at: bundle.stage) }
      guard let result = bundle.result else { continue }
      for residual in result.residuals { sources[bundle.stage].add(residual.block) }
      for origin in bundle.begun { sources[bundle.stage].remove(origin.restriction.block) }
    }
    for id in aborted.ascending {
      if let key = aborted[id] { counted.begin(at: key.stage) }
    }
    var differences = books.differences(from: counted)
    for (stage, source) in sources.enumerated() where source != stages[stage].source {
      differences.append("stage \(stage), to read: \(stages[stage].source) on the books, \(source) counted")
    }
    let owned = memory().reduce(0) { $0 + $1.bytes }
    if owned != memoryInUse {
      differences.append("memory: \(memoryInUse) bytes against the budget, \(owned) with an owner")
    }
    return differences
  }
}

extension Books {
  /// The differences from the counted figures, in words.
  fileprivate func differences(from counted: Books) -> [String] {
    var found: [String] = []
    func compare<Figure: Equatable>(_ name: String, _ books: Figure, _ counted: Figure) {
      if books != counted { found.append("\(name): \(books) on the books, \(counted) counted") }
    }
    compare("bytes of blocks", blockBytes, counted.blockBytes)
    compare("bytes on edges", edgeBytes, counted.edgeBytes)
    for (stage, (mine, others)) in zip(stages, counted.stages).enumerated() {
      compare("stage \(stage), pending elements", mine.pendingElements, others.pendingElements)
      compare("stage \(stage), pending times", mine.pendingTimes.times, others.pendingTimes.times)
      compare("stage \(stage), holds", mine.holds.times, others.holds.times)
      compare("stage \(stage), running", mine.running, others.running)
      compare("stage \(stage), settling", mine.settling, others.settling)
      compare("stage \(stage), settling bytes", mine.settlingBytes, others.settlingBytes)
    }
    return found
  }
}
