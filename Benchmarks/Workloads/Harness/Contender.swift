/// Somebody who does the work of a case.
struct Contender {
  /// Who it is.
  enum Role: Hashable {
    /// Joist's embedded engine, on so many cores.
    case engine(cores: Int)
    /// The same pipeline written another way, on one core.
    case variant(String)
    /// A loop in Swift, written by hand for this work alone.
    case loop
    /// A loop in C++, written by hand: the least that the work can cost.
    case limit
    /// Hand-written operators on timely dataflow.
    case timely

    /// Its name in a line of the report.
    var name: String {
      switch self {
      case .engine(let cores): cores == 1 ? "engine" : "\(cores) cores"
      case .variant(let name): name
      case .loop: "loop"
      case .limit: "C++"
      case .timely: "timely"
      }
    }
  }

  let role: Role
  /// Does the work once. An external program times itself; all others are timed around this call.
  let run: () throws -> Sample

  /// A contender that measures itself.
  init(_ role: Role, measuring run: @escaping () throws -> Sample) {
    self.role = role
    self.run = run
  }

  /// A contender that only does the work, and answers.
  init(_ role: Role, _ work: @escaping () throws -> [Int64]) {
    self.init(role, measuring: { try Stopwatch.time(work) })
  }

  /// The same contender, whose answer is read from what it has left; the time for that is nobody's.
  func answering(_ answer: @escaping () throws -> [Int64]) -> Contender {
    Contender(
      role,
      measuring: {
        var sample = try run()
        sample.answer = try answer()
        return sample
      })
  }
}
