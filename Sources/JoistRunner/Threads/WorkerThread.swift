#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// A thread of the system that runs one function. Its owner joins it exactly once.
struct WorkerThread: Sendable {
  /// The system refused to make a thread.
  struct StartFailure: Error, CustomStringConvertible {
    /// What the system said.
    var code: Int32
    /// For people.
    var description: String { "cannot start a thread: \(String(cString: strerror(code)))" }
  }

  /// The stack of each thread, in bytes: what a main thread has on Linux.
  static let stackSize = 8 << 20

  private let handle: UInt

  /// Starts a thread.
  /// - Parameters:
  ///   - name: shown by debuggers and profilers; at most 15 bytes.
  ///   - body: what it runs.
  /// - Throws: `StartFailure`.
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

  /// Waits for the thread's end.
  func join() {
    #if canImport(Darwin)
      if let thread = pthread_t(bitPattern: handle) { pthread_join(thread, nil) }
    #else
      pthread_join(pthread_t(handle), nil)
    #endif
  }

  /// Lets the thread go: nobody will join it.
  func detach() {
    #if canImport(Darwin)
      if let thread = pthread_t(bitPattern: handle) { pthread_detach(thread) }
    #else
      pthread_detach(pthread_t(handle))
    #endif
  }

  /// What a new thread is given.
  private final class Work {
    let name: String
    let body: @Sendable () -> Void

    init(name: String, body: @escaping @Sendable () -> Void) {
      self.name = name
      self.body = body
    }

    static func run(_ pointer: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? {
      let work = Unmanaged<Work>.fromOpaque(pointer).takeRetainedValue()
      work.showName()
      work.body()
      return nil
    }

    /// Tells the system the thread's name; without it nothing is lost.
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
