import Foundation

/// The embedded broker's control socket `control` in its folder. The tool creates topics through it, since the broker's
/// Kafka protocol has no such request.
///
/// A connection carries one line each way: the request `NAME:PARTITIONS`, and the answer `ok` or an error message.
struct ControlSocket: Sendable {
  private static let name = "control"
  /// The answer after a topic was created.
  static let done = "ok"

  /// The broker's folder.
  let folder: String

  private var path: String { folder + "/" + Self.name }

  // MARK: For the broker

  /// Opens the socket and serves it on a thread that lives as long as the process.
  /// - Parameter answer: called with each request; returns the answer.
  /// - Throws: `BrokerFailure` if the socket cannot be created.
  func open(answer: @escaping @Sendable (String) -> String) throws(BrokerFailure) {
    unlink(path)
    let listener = try makeSocket { Foundation.bind($0, $1, $2) }
    guard listen(listener, 8) == 0 else { throw .system("\(path) cannot be opened") }
    Listener(listener).serve { connection in
      defer { close(connection) }
      guard let line = LineOfFile.read(from: connection) else { return }
      LineOfFile.write(answer(line), to: connection)
    }
  }

  /// Removes the socket.
  func remove() { unlink(path) }

  // MARK: For the tool

  /// Sends a request.
  /// - Returns: the broker's answer.
  /// - Throws: `BrokerFailure` if the broker does not answer.
  func ask(_ line: String) throws(BrokerFailure) -> String {
    let connection = try makeSocket { Foundation.connect($0, $1, $2) }
    defer { close(connection) }
    LineOfFile.write(line, to: connection)
    guard let answer = LineOfFile.read(from: connection) else { throw BrokerFailure("the broker did not answer") }
    return answer
  }

  /// Makes a socket and binds or connects it. Its address has at most about 100 bytes, and the folder's path may be
  /// longer, so the address is relative to the folder.
  private func makeSocket(
    _ use: (Int32, UnsafePointer<sockaddr>, socklen_t) -> Int32
  ) throws(BrokerFailure) -> Int32 {
    let file = try Socket.make(AF_UNIX)
    let before = Foundation.open(".", O_RDONLY | O_CLOEXEC)
    defer {
      if before >= 0 {
        fchdir(before)
        close(before)
      }
    }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    // SAFETY: the pointers are used only within the closures; the name fits `sun_path`, and `sockaddr_un` begins like
    // `sockaddr`.
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Self.name.utf8) }
    let isUsed =
      chdir(folder) == 0
      && withUnsafePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          use(file, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
        }
      } == 0
    guard isUsed else {
      let failure = BrokerFailure.system("\(path) cannot be used")
      close(file)
      throw failure
    }
    return file
  }
}
