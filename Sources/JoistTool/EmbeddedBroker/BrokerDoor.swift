import Foundation

/// The embedded broker's own door: a socket `control` in its folder, by which the tool has it make topics. Its Kafka protocol has no
/// such request.
///
/// A connection carries one line each way: `NAME:PARTITIONS`, answered with `ok` or the reason why not.
struct BrokerDoor: Sendable {
  private static let name = "control"
  /// The answer to a topic that was made.
  static let done = "ok"

  /// The broker's folder.
  let folder: String

  private var path: String { folder + "/" + Self.name }

  // MARK: The broker's side

  /// Opens the door; `answer` gets each line and returns the line to send back. Serves on a thread that lives as long as the
  /// process.
  /// - Throws: `BrokerFailure` if the socket cannot be made.
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

  // MARK: The tool's side

  /// Sends a line and returns the broker's answer.
  /// - Throws: `BrokerFailure` if no broker answers.
  func ask(_ line: String) throws(BrokerFailure) -> String {
    let connection = try makeSocket { Foundation.connect($0, $1, $2) }
    defer { close(connection) }
    LineOfFile.write(line, to: connection)
    guard let answer = LineOfFile.read(from: connection) else { throw BrokerFailure("the broker has closed its door") }
    return answer
  }

  /// Makes a socket and binds or connects it. The system allows about 100 bytes for its address, and a folder's path may be longer,
  /// so the address is relative to the folder.
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
