#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// A value behind a lock, and threads that wait for it to change, each at one of several bells.
// Sendable: `state` is touched only between `lock` and `unlock` of the one mutex, and is Sendable itself.
final class Monitor<State: ~Copyable & Sendable>: @unchecked Sendable {
  /// What a waiting thread decides after a look at the state.
  enum Turn<Answer> {
    /// It has what it waited for.
    case done(Answer)
    /// It sleeps until its bell rings, at most so many nanoseconds.
    case wait(nanoseconds: Int64?)
  }

  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  /// One for each bell.
  private let conditions: UnsafeMutableBufferPointer<pthread_cond_t>
  private var state: State

  /// Makes a monitor with so many bells, numbered from 0.
  init(_ state: consuming State, bells: Int) {
    self.state = state
    conditions = .allocate(capacity: bells)
    pthread_mutex_init(mutex, nil)
    for bell in 0..<bells {
      #if canImport(Darwin)
        pthread_cond_init(conditions.baseAddress! + bell, nil)
      #else
        var attributes = pthread_condattr_t()
        pthread_condattr_init(&attributes)
        pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        pthread_cond_init(conditions.baseAddress! + bell, &attributes)
        pthread_condattr_destroy(&attributes)
      #endif
    }
  }

  deinit {
    for bell in conditions.indices { pthread_cond_destroy(conditions.baseAddress! + bell) }
    pthread_mutex_destroy(mutex)
    conditions.deallocate()
    mutex.deallocate()
  }

  /// Looks at or changes the state. The body is short, and calls nothing that could come back here.
  func withLock<Answer, Failure: Error>(_ body: (inout State) throws(Failure) -> Answer) throws(Failure) -> Answer {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    return try body(&state)
  }

  /// Looks at the state, sleeping at a bell between looks, until the body is done. It may wake without a reason.
  func wait<Answer>(at bell: Int, _ body: (inout State) -> Turn<Answer>) -> Answer {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    while true {
      switch body(&state) {
      case .done(let answer): return answer
      case .wait(nil): pthread_cond_wait(conditions.baseAddress! + bell, mutex)
      case .wait(let nanoseconds?): sleep(at: conditions.baseAddress! + bell, atMost: nanoseconds)
      }
    }
  }

  /// Wakes one of the threads that wait at a bell.
  func ring(_ bell: Int) { pthread_cond_signal(conditions.baseAddress! + bell) }

  /// Wakes all threads that wait at any bell.
  func ringAll() {
    for bell in conditions.indices { pthread_cond_broadcast(conditions.baseAddress! + bell) }
  }

  private func sleep(at condition: UnsafeMutablePointer<pthread_cond_t>, atMost nanoseconds: Int64) {
    guard nanoseconds > 0 else { return }
    #if canImport(Darwin)
      var interval = timespec(tv_sec: Int(nanoseconds / 1_000_000_000), tv_nsec: Int(nanoseconds % 1_000_000_000))
      pthread_cond_timedwait_relative_np(condition, mutex, &interval)
    #else
      var deadline = timespec()
      clock_gettime(CLOCK_MONOTONIC, &deadline)
      let (seconds, rest) = (Int64(deadline.tv_nsec) + nanoseconds).quotientAndRemainder(dividingBy: 1_000_000_000)
      deadline.tv_sec += Int(seconds)
      deadline.tv_nsec = Int(rest)
      pthread_cond_timedwait(condition, mutex, &deadline)
    #endif
  }
}
