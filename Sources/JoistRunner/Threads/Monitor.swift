#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// A value protected by a mutex, with numbered condition variables on which threads wait for it to change.
// SAFETY: `state` is Sendable and is accessed only while `mutex` is held. The mutex and the condition variables are
// allocated in `init`, never moved, and destroyed in `deinit`, when no thread can hold a reference to wait with.
final class Monitor<State: ~Copyable & Sendable>: @unchecked Sendable {
  /// What a waiting thread decides after it has looked at the state.
  enum Decision<Answer> {
    /// The wait is over, with this result.
    case done(Answer)
    /// Sleep until the condition is signalled, but no longer than this many nanoseconds; nil: no limit.
    case wait(nanoseconds: Int64?)
  }

  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  /// The condition variables, by number.
  private let conditions: UnsafeMutableBufferPointer<pthread_cond_t>
  private var state: State

  /// Makes a monitor with `count` condition variables, numbered from 0.
  init(_ state: consuming State, conditions count: Int) {
    self.state = state
    conditions = .allocate(capacity: count)
    pthread_mutex_init(mutex, nil)
    for condition in 0..<count {
      #if canImport(Darwin)
        pthread_cond_init(conditions.baseAddress! + condition, nil)
      #else
        var attributes = pthread_condattr_t()
        pthread_condattr_init(&attributes)
        pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        pthread_cond_init(conditions.baseAddress! + condition, &attributes)
        pthread_condattr_destroy(&attributes)
      #endif
    }
  }

  deinit {
    for condition in conditions.indices { pthread_cond_destroy(conditions.baseAddress! + condition) }
    pthread_mutex_destroy(mutex)
    conditions.deallocate()
    mutex.deallocate()
  }

  /// Reads or changes the state. The body must be short and must not call this monitor again: the mutex is not recursive.
  func withLock<Answer, Failure: Error>(_ body: (inout State) throws(Failure) -> Answer) throws(Failure) -> Answer {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    return try body(&state)
  }

  /// Calls `body` under the lock until it returns `done`; between calls, sleeps on a condition variable. Wake-ups may be
  /// spurious, so `body` must check what it waits for.
  func wait<Answer>(on condition: Int, _ body: (inout State) -> Decision<Answer>) -> Answer {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    while true {
      switch body(&state) {
      case .done(let answer): return answer
      case .wait(nil): pthread_cond_wait(conditions.baseAddress! + condition, mutex)
      case .wait(let nanoseconds?): sleep(on: conditions.baseAddress! + condition, atMost: nanoseconds)
      }
    }
  }

  /// Wakes one of the threads that wait on a condition variable.
  func signal(_ condition: Int) { pthread_cond_signal(conditions.baseAddress! + condition) }

  /// Wakes all threads that wait on any condition variable.
  func broadcast() {
    for condition in conditions.indices { pthread_cond_broadcast(conditions.baseAddress! + condition) }
  }

  private func sleep(on condition: UnsafeMutablePointer<pthread_cond_t>, atMost nanoseconds: Int64) {
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
