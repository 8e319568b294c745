import JoistRunner
import Testing

@Suite struct RetryPolicyTests {
  @Test("Pauses double up to thirty seconds") func pausesDoubleUpToThirtySeconds() {
    let policy = RetryPolicy()
    #expect(
      (1...11).map { policy.pause(afterFailures: $0) } == [
        100, 200, 400, 800, 1600, 3200, 6400, 12_800, 25_600, 30_000, 30_000,
      ])
    #expect(policy.pause(afterFailures: .max) == 30_000)
  }

  @Test("There is at least one attempt") func atLeastOneAttempt() {
    #expect(RetryPolicy(maxAttempts: 0).maxAttempts == 1)
  }
}
