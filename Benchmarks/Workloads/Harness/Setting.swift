/// The settings of the command line for all cases.
struct Setting {
  /// The number of events in one run; nil: each case's default.
  var events: Int?
  /// The engine's runs, the one on one core first.
  var engines: [EngineRun]
  /// The available peers.
  var peers: Peers

  /// The number of events for a case with this default.
  func events(byDefault number: Int) -> Int { max(1, events ?? number) }

  /// A contender for each run of the engine.
  func engines(_ work: @escaping (EngineRun) throws -> [Int64]) -> [Contender] {
    engines.map { engine in Contender(.engine(cores: engine.cores)) { try work(engine) } }
  }
}
