import BeamWorker
import Testing

@testable import JoistRunner

/// Which carrier the jobs of a test run over.
enum Carriage {
  @TaskLocal static var isAside = false

  /// A carrier, or one that works aside over it.
  static func chosen(_ carrier: any Carrier) -> any Carrier { isAside ? AsideCarrier(over: carrier) : carrier }
}

/// Has each test run twice: with user code on the job's threads, and with a carrier that works aside.
struct EveryCarrier: SuiteTrait, TestTrait, TestScoping {
  let isRecursive = true

  func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
  ) async throws {
    try await function()
    try await Carriage.$isAside.withValue(true) { try await function() }
  }
}

extension Trait where Self == EveryCarrier {
  static var everyCarrier: Self { EveryCarrier() }
}

extension PreparedPipeline {
  /// It, with the carrier of the test.
  var carried: PreparedPipeline {
    var chosen = self
    chosen.carrier = Carriage.chosen(carrier)
    return chosen
  }
}
