/// A program that does the work of a case.
struct Contender {
  /// The kind of contender.
  enum Role: Hashable {
    /// Joist's embedded engine on this many cores.
    case engine(cores: Int)
    /// The same pipeline, written differently, on one core.
    case variant(String)
    /// A hand-written loop in Swift.
    case loop
    /// A hand-written loop in C++: the lower limit of the work's cost.
    case limit
    /// Hand-written operators on timely dataflow.
    case timely

    /// The name in a line of the report.
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
  /// Does the work once. External programs time themselves; for others, this call is timed.
  let run: () throws -> Sample

  /// A contender that measures itself.
  init(_ role: Role, measuring run: @escaping () throws -> Sample) {
    self.role = role
    self.run = run
  }

  /// A contender that does the work and returns the answer; the call is timed.
  init(_ role: Role, _ work: @escaping () throws -> [Int64]) {
    self.init(role, measuring: { try Stopwatch.time(work) })
  }

  /// The same contender with an answer that is read from its output, outside the measured time.
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
