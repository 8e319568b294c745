import Synchronization

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// A thread that serves a client for as long as the client lives. Its owner stops it exactly once.
struct ServiceThread: Sendable {
  /// A request for the thread to end.
  private final class StopFlag: Sendable {
    private let isSet = Atomic(false)

    var isRaised: Bool { isSet.load(ordering: .acquiring) }

    func raise() { isSet.store(true, ordering: .releasing) }
  }

  private let stop: StopFlag
  private let handle: UInt

  /// Starts a thread that calls `serve` in a loop until it is stopped. `serve` may wait for an event, but only briefly.
  /// - Throws: ``KafkaError`` if a thread cannot be created.
  init(_ serve: @escaping @Sendable () -> Void) throws(KafkaError) {
    let stop = StopFlag()
    self.stop = stop
    handle = try Self.start { while !stop.isRaised { serve() } }
  }

  /// Runs a function once, on a thread that nobody waits for.
  /// - Throws: ``KafkaError`` if a thread cannot be created.
  static func detach(_ body: @escaping @Sendable () -> Void) throws(KafkaError) {
    if let thread = thread(try start(body)) { pthread_detach(thread) }
  }

  private static func start(_ body: @escaping @Sendable () -> Void) throws(KafkaError) -> UInt {
    let work = Unmanaged.passRetained(Work(body))
    #if canImport(Darwin)
      var thread: pthread_t?
      let code = pthread_create(&thread, nil, { Work.run($0) }, work.toOpaque())
      let handle = UInt(bitPattern: thread)
    #else
      var thread = pthread_t()
      let code = pthread_create(&thread, nil, { $0.flatMap(Work.run) }, work.toOpaque())
      let handle = UInt(thread)
    #endif
    guard code == 0 else {
      work.release()
      throw KafkaError(.other, "cannot start a thread for a Kafka client", detail: String(cString: strerror(code)))
    }
    return handle
  }

  private static func thread(_ handle: UInt) -> pthread_t? {
    #if canImport(Darwin)
      return pthread_t(bitPattern: handle)
    #else
      return pthread_t(handle)
    #endif
  }

  /// Stops the thread and waits until it has ended. If the thread itself calls this, it ends after the current call of
  /// `serve`. Call `end` or `leave` exactly once.
  /// - Parameter wake: ends a wait that the thread may be in.
  func end(_ wake: () -> Void) {
    guard let thread = stopping(wake) else { return }
    if pthread_equal(thread, pthread_self()) != 0 { pthread_detach(thread) } else { pthread_join(thread, nil) }
  }

  /// Stops the thread without waiting until it has ended. Call `end` or `leave` exactly once.
  /// - Parameter wake: ends a wait that the thread may be in.
  func leave(_ wake: () -> Void) {
    if let thread = stopping(wake) { pthread_detach(thread) }
  }

  private func stopping(_ wake: () -> Void) -> pthread_t? {
    stop.raise()
    wake()
    return Self.thread(handle)
  }

  private final class Work {
    let body: @Sendable () -> Void

    init(_ body: @escaping @Sendable () -> Void) { self.body = body }

    // SAFETY: `pointer` is the `Work` that `init` retained for this thread; it is taken over exactly once, here. If the thread
    // was not created, `start` has released it instead.
    static func run(_ pointer: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? {
      Unmanaged<Work>.fromOpaque(pointer).takeRetainedValue().body()
      return nil
    }
  }
}
