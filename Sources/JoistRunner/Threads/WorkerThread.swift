#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// A POSIX thread that runs one function. Its owner joins or detaches it exactly once.
struct WorkerThread: Sendable {
  /// The system could not create a thread.
  struct StartFailure: Error, CustomStringConvertible {
    /// The value of `errno`.
    var code: Int32
    var description: String { "cannot start a thread: \(String(cString: strerror(code)))" }
  }

  /// The stack size of each thread, in bytes: the size of a main thread's stack on Linux.
  static let stackSize = 8 << 20

  private let handle: UInt

  /// Starts a thread.
  /// - Parameters:
  ///   - name: shown by debuggers and profilers; at most 15 bytes.
  ///   - body: the function to run.
  /// - Throws: `StartFailure` if the system cannot create the thread.
  init(name: String, _ body: @escaping @Sendable () -> Void) throws(StartFailure) {
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    defer { pthread_attr_destroy(&attributes) }
    pthread_attr_setstacksize(&attributes, Self.stackSize)
    let work = Unmanaged.passRetained(Work(name: name, body: body))
    #if canImport(Darwin)
      var thread: pthread_t?
      let code = pthread_create(&thread, &attributes, { Work.run($0) }, work.toOpaque())
      handle = UInt(bitPattern: thread)
    #else
      var thread = pthread_t()
      let code = pthread_create(&thread, &attributes, { $0.flatMap(Work.run) }, work.toOpaque())
      handle = UInt(thread)
    #endif
    guard code == 0 else {
      work.release()
      throw StartFailure(code: code)
    }
  }

  /// Waits for the thread to end.
  func join() {
    #if canImport(Darwin)
      if let thread = pthread_t(bitPattern: handle) { pthread_join(thread, nil) }
    #else
      pthread_join(pthread_t(handle), nil)
    #endif
  }

  /// Lets the thread run on its own; it must not be joined afterwards.
  func detach() {
    #if canImport(Darwin)
      if let thread = pthread_t(bitPattern: handle) { pthread_detach(thread) }
    #else
      pthread_detach(pthread_t(handle))
    #endif
  }

  /// The argument of a new thread's start function.
  private final class Work {
    let name: String
    let body: @Sendable () -> Void

    init(name: String, body: @escaping @Sendable () -> Void) {
      self.name = name
      self.body = body
    }

    // SAFETY: `pointer` is the `Work` that `init` retained for this thread; it is taken over exactly once, here. If the thread
    // was not created, `init` has released it instead.
    static func run(_ pointer: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? {
      let work = Unmanaged<Work>.fromOpaque(pointer).takeRetainedValue()
      work.showName()
      work.body()
      return nil
    }

    /// Sets the thread's name. A failure is ignored: the name only helps debugging.
    private func showName() {
      #if canImport(Darwin)
        pthread_setname_np(name)
      #else
        let file = open("/proc/thread-self/comm", O_WRONLY | O_CLOEXEC)
        guard file >= 0 else { return }
        _ = write(file, name, min(name.utf8.count, 15))
        close(file)
      #endif
    }
  }
}
