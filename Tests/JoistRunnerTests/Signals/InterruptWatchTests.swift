import Foundation
import Testing

@testable import JoistRunner

@Suite struct InterruptWatchTests {
  /// `raise` has the handler run before it comes back.
  @Test("A new watch cancels the end that an earlier one has requested")
  func aNewWatchTakesBackTheEndThatAnEarlierOneHasAskedFor() throws {
    let before = try InterruptWatch(endsProcess: true) { _ in }
    // The threads that run tests may block signals.
    var (signals, blocked) = (sigset_t(), sigset_t())
    for signal in [SIGINT, SIGTERM] { sigaddset(&signals, signal) }
    pthread_sigmask(SIG_UNBLOCK, &signals, &blocked)
    raise(SIGINT)
    raise(SIGTERM)
    pthread_sigmask(SIG_SETMASK, &blocked, nil)
    #expect(alarm(600) > 0, "the process is to end")
    before.end()
    let now = try InterruptWatch(endsProcess: true) { _ in }
    #expect(alarm(0) == 0, "the process would have been ended")
    // The alarm of somebody else is theirs.
    alarm(600)
    now.end()
    try InterruptWatch { _ in }.end()
    #expect(alarm(0) > 0)
  }
}
