/// What the command line says about how cases are run.
struct Setting {
  /// Events of one run; nil: each case's own number.
  var events: Int?
  /// Cores of the second run of the engine; 1: there is none.
  var parallelism: Int
  /// The peers that are at hand.
  var peers: Peers

  /// The number of events of a case that has `usual` of them.
  func events(usually usual: Int) -> Int { max(1, events ?? usual) }
}
