/// What the command line says about how cases are run.
struct Setting {
  /// Events of one run; nil: each case's own number.
  var events: Int?
  /// The engine's runs, that on one core first.
  var engines: [EngineRun]
  /// The peers that are at hand.
  var peers: Peers

  /// The number of events of a case that has `usual` of them.
  func events(usually usual: Int) -> Int { max(1, events ?? usual) }

  /// The engine as a contender, once for each of its runs.
  func engines(_ work: @escaping (EngineRun) throws -> [Int64]) -> [Contender] {
    engines.map { engine in Contender(.engine(cores: engine.cores)) { try work(engine) } }
  }
}
