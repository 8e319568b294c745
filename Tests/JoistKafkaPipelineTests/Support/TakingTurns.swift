import Testing

/// Two tests with it run at a time, over all suites: each has a job, some a process or a broker of its own. They mostly wait for
/// something, but more of them would keep each other from the processors of a small machine.
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
  /// Two tests at a time.
  static var takingTurns: Self { TakingTurns() }
}

/// Whose turn it is.
private actor Turns {
  private var free = 2
  private var waiting: [CheckedContinuation<Void, Never>] = []

  func begin() async {
    guard free == 0 else {
      free -= 1
      return
    }
    await withCheckedContinuation { waiting.append($0) }
  }

  func end() {
    if waiting.isEmpty { free += 1 } else { waiting.removeFirst().resume() }
  }
}

extension Result where Failure == any Error {
  /// What an asynchronous body returns or throws.
  fileprivate init(_ body: () async throws -> Success) async {
    do { self = .success(try await body()) } catch { self = .failure(error) }
  }
}
