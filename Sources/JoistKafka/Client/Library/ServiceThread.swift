import Synchronization

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// A thread that serves a client for as long as the client lives. Its owner stops it, once.
struct ServiceThread: Sendable {
  /// Whether the thread is asked to end.
  final class StopSign: Sendable {
    private let isUp = Atomic(false)

    /// Whether it is up.
    var isRaised: Bool { isUp.load(ordering: .acquiring) }

    /// Asks the thread to end.
    func raise() { isUp.store(true, ordering: .releasing) }
  }

  private let stop: StopSign
  private let handle: UInt

  /// Starts a thread that calls `turn` again and again until it is stopped. A turn waits for its next event, not long.
  /// - Throws: ``KafkaError`` where the system has no thread to give.
  init(_ turn: @escaping @Sendable () -> Void) throws(KafkaError) {
    let stop = StopSign()
    self.stop = stop
    let work = Unmanaged.passRetained(Work { while !stop.isRaised { turn() } })
    #if canImport(Darwin)
      var thread: pthread_t?
      let code = pthread_create(&thread, nil, { Work.run($0) }, work.toOpaque())
      handle = UInt(bitPattern: thread)
    #else
      var thread = pthread_t()
      let code = pthread_create(&thread, nil, { $0.flatMap(Work.run) }, work.toOpaque())
      handle = UInt(thread)
    #endif
    guard code == 0 else {
      work.release()
      throw KafkaError(.other, "the system gives no thread for a Kafka client", detail: String(cString: strerror(code)))
    }
  }

  /// Asks the thread to end and waits until it has; where the thread itself asks, it ends after its turn. Only once.
  /// - Parameter wake: ends the wait that the thread may be in.
  func end(_ wake: () -> Void) {
    guard let thread = stopping(wake) else { return }
    if pthread_equal(thread, pthread_self()) != 0 { pthread_detach(thread) } else { pthread_join(thread, nil) }
  }

  /// Asks the thread to end and does not wait until it has. Only once, and not after ``end(_:)``.
  /// - Parameter wake: ends the wait that the thread may be in.
  func leave(_ wake: () -> Void) {
    if let thread = stopping(wake) { pthread_detach(thread) }
  }

  /// Asks the thread to end.
  private func stopping(_ wake: () -> Void) -> pthread_t? {
    stop.raise()
    wake()
    #if canImport(Darwin)
      return pthread_t(bitPattern: handle)
    #else
      return pthread_t(handle)
    #endif
  }

  private final class Work {
    let body: @Sendable () -> Void

    init(_ body: @escaping @Sendable () -> Void) { self.body = body }

    static func run(_ pointer: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? {
      Unmanaged<Work>.fromOpaque(pointer).takeRetainedValue().body()
      return nil
    }
  }
}
