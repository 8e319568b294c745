import Foundation

/// Forwards connections from one port of loopback to another. The embedded broker listens at a random port, but users
/// want a known one. Clients use the forwarded port only to find the broker, which then tells them its own port.
struct PortForwarder: Sendable {
  /// The port to which connections are forwarded.
  let target: UInt16

  /// Serves a listener's connections.
  func serve(_ listener: Listener) { listener.serve { carry($0) } }

  private func carry(_ near: Int32) {
    defer { close(near) }
    guard let far = try? Socket.tcp() else { return }
    defer { close(far) }
    guard Socket.withLoopback(target, { Foundation.connect(far, $0, $1) }) == 0 else { return }
    var ends = [
      pollfd(fd: near, events: Int16(POLLIN), revents: 0), pollfd(fd: far, events: Int16(POLLIN), revents: 0),
    ]
    var buffer = [UInt8](repeating: 0, count: 64 << 10)
    while poll(&ends, 2, -1) >= 0 || errno == EINTR {
      for (from, to) in [(0, 1), (1, 0)] where ends[from].revents != 0 {
        if !pass(from: ends[from].fd, to: ends[to].fd, &buffer) { return }
      }
    }
  }

  /// Forwards the bytes that have arrived.
  /// - Returns: false at the end of the connection.
  private func pass(from source: Int32, to target: Int32, _ buffer: inout [UInt8]) -> Bool {
    let count = read(source, &buffer, buffer.count)
    if count < 0 && errno == EINTR { return true }
    var sent = 0
    while sent < count {
      // SAFETY: the pointer is used only within the closure.
      let more = buffer[sent..<count].withUnsafeBytes { write(target, $0.baseAddress, $0.count) }
      if more < 0 && errno == EINTR { continue }
      if more <= 0 { return false }
      sent += more
    }
    return count > 0
  }
}
