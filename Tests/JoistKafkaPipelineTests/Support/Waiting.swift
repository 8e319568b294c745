import Foundation
import KafkaTestSupport

/// Waits until something holds, at most 400 s: other tests may keep both threads of the test process for minutes.
func wait(for what: String, until condition: () throws -> Bool) async throws {
  let deadline = ContinuousClock.now + .seconds(400)
  while try !condition() {
    guard ContinuousClock.now < deadline else { throw TestFailure("waited 400 s in vain for \(what)") }
    try await Task.sleep(for: .milliseconds(10))
  }
}

/// Runs what is expected to fail, and gives its error and how long it took.
func failure(of body: () async throws -> Void) async throws -> (error: String, time: Duration) {
  let start = ContinuousClock.now
  do {
    try await body()
  } catch {
    return ("\(error)", ContinuousClock.now - start)
  }
  throw TestFailure("nothing was thrown")
}
