import Testing

/// Tests with it run one after the other, over all suites: each has a job, some a process or a broker of its own, and on a
/// small machine they would only keep each other from the processors.
struct TakingTurns: SuiteTrait, TestTrait, TestScoping {
  private static let turns = Turns()

  var isRecursive: Bool { true }

  func provideScope(
    for test: Test, testCase: Test.Case?, performing body: @Sendable () async throws -> Void
  ) async throws {
    guard testCase != nil else { return try await body() }
    await Self.turns.begin()
    let result = await Result { try await body() }
    await Self.turns.end()
    try result.get()
  }
}

extension Trait where Self == TakingTurns {
  /// One test after the other.
  static var takingTurns: Self { TakingTurns() }
}

/// Whose turn it is.
private actor Turns {
  private var isTaken = false
  private var waiting: [CheckedContinuation<Void, Never>] = []

  func begin() async {
    guard isTaken else {
      isTaken = true
      return
    }
    await withCheckedContinuation { waiting.append($0) }
  }

  func end() {
    if waiting.isEmpty { isTaken = false } else { waiting.removeFirst().resume() }
  }
}

extension Result where Failure == any Error {
  /// What an asynchronous body returns or throws.
  fileprivate init(_ body: () async throws -> Success) async {
    do { self = .success(try await body()) } catch { self = .failure(error) }
  }
}
