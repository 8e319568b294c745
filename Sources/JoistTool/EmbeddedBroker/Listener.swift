import Foundation

/// A listening socket, served by threads that live as long as the process.
struct Listener: Sendable {
  private let file: Int32

  /// - Parameter file: a socket for which `listen` has been called.
  init(_ file: Int32) { self.file = file }

  /// Listens at a TCP port of loopback; 0 for a free one. Nil if another program uses the port.
  /// - Throws: `BrokerFailure` if no socket can be created.
  init?(port: UInt16) throws(BrokerFailure) {
    if try Self.isServed(port) { return nil }
    file = try Socket.tcp()
    var on: Int32 = 1
    setsockopt(file, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<Int32>.size))
    let isBound = Socket.withLoopback(port) { bind(file, $0, $1) } == 0 && listen(file, 64) == 0
    if !isBound {
      let code = errno
      close(file)
      if code == EADDRINUSE || code == EACCES { return nil }
      errno = code
      throw .system("port \(port) of loopback cannot be used")
    }
  }

  /// Listens at the first of some ports that no other program uses. Nil if all are in use.
  /// - Throws: `BrokerFailure` if no socket can be created.
  static func first(of ports: [UInt16]) throws(BrokerFailure) -> (listener: Listener, port: UInt16)? {
    for port in ports {
      if let listener = try Listener(port: port) { return (listener, port) }
    }
    return nil
  }

  /// Whether a program listens at the port. BSD lets a second one listen at loopback while the first listens at all addresses.
  private static func isServed(_ port: UInt16) throws(BrokerFailure) -> Bool {
    guard port != 0 else { return false }
    let file = try Socket.tcp()
    defer { close(file) }
    return Socket.withLoopback(port) { Foundation.connect(file, $0, $1) } == 0
  }

  /// Calls `use` with each connection, on a separate thread. `use` must close the connection.
  func serve(_ use: @escaping @Sendable (Int32) -> Void) {
    Thread.detachNewThread { [file] in
      while true {
        let connection = accept(file, nil, nil)
        if connection >= 0 {
          _ = fcntl(connection, F_SETFD, FD_CLOEXEC)
          Thread.detachNewThread { use(connection) }
        } else if errno != EINTR && errno != ECONNABORTED {
          usleep(10_000)  // there is no free file descriptor; there may be one soon
        }
      }
    }
  }
}

/// Creates sockets, and addresses of the loopback interface.
enum Socket {
  /// A TCP socket that children do not inherit.
  /// - Throws: `BrokerFailure` if it cannot be created.
  static func tcp() throws(BrokerFailure) -> Int32 { try make(AF_INET) }

  /// A socket of a family that children do not inherit.
  /// - Throws: `BrokerFailure` if it cannot be created.
  static func make(_ family: Int32) throws(BrokerFailure) -> Int32 {
    #if canImport(Darwin)
      let file = socket(family, SOCK_STREAM, 0)
    #else
      let file = socket(family, Int32(SOCK_STREAM.rawValue), 0)
    #endif
    guard file >= 0 else { throw .system("no socket can be created") }
    _ = fcntl(file, F_SETFD, FD_CLOEXEC)
    return file
  }

  /// Calls `use` with the address of a port of loopback.
  static func withLoopback(_ port: UInt16, _ use: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(INADDR_LOOPBACK).bigEndian
    address.sin_port = port.bigEndian
    // SAFETY: the pointer is used only within the closure, and `sockaddr_in` begins like `sockaddr`.
    return withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { use($0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
    }
  }
}
