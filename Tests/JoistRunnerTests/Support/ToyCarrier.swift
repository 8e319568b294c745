import Beam
import BeamWorker
import JoistPlan
import Synchronization

/// A carrier whose user code is a closure for each stage, and which writes down what the runner asks of it.
final class ToyCarrier: Carrier {
  typealias Code = @Sendable (BundleInput, BundleControl) throws -> FinishedBundle

  struct Unknown: Error {}

  private let code: [Int: Code]
  private let keptMemory: Int
  private let notes = Mutex<[String]>([])
  private let executors = Atomic(0)

  /// Makes a carrier from the code of stages, by their index in the plan.
  /// - Parameter keptMemory: what each executor says it keeps, in bytes.
  init(_ code: [Int: Code], keptMemory: Int = 0) {
    self.code = code
    self.keptMemory = keptMemory
  }

  /// What happened, in order: `make s1#1`, `run s1#1`, `throw s1#1`, `tear s1#1`, and what code notes itself.
  var log: [String] { notes.withLock { $0 } }

  func note(_ line: String) { notes.withLock { $0.append(line) } }

  /// How often something happened.
  func count(_ line: String) -> Int { log.filter { $0.hasPrefix(line) }.count }

  func makeExecutor(for stage: StageID) throws -> any BundleExecutor {
    guard let code = code[stage.index] else { throw Unknown() }
    let name = "\(stage)#\(executors.add(1, ordering: .relaxed).newValue)"
    note("make \(name)")
    return Executor(name: name, code: code, carrier: self)
  }

  func makeCombineStore(for stage: StageID) throws -> any CombineStore { throw Unknown() }

  private final class Executor: BundleExecutor {
    private let name: String
    private let code: Code
    private let carrier: ToyCarrier

    init(name: String, code: @escaping Code, carrier: ToyCarrier) {
      self.name = name
      self.code = code
      self.carrier = carrier
    }

    func begin(
      _ input: BundleInput, control: BundleControl,
      completion: @escaping @Sendable (Result<FinishedBundle, any Error>) -> Void
    ) {
      carrier.note("run \(name)")
      let result = Result { try code(input, control) }
      if case .failure = result { carrier.note("throw \(name)") }
      completion(result)
    }

    var keptMemory: Int { carrier.keptMemory }

    func tearDown() { carrier.note("tear \(name)") }
  }
}
