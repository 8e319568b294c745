#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// A lock on a group of an embedded broker, by which two jobs of one machine notice each other. The system releases it with the
/// process, however that ends.
///
/// An embedded broker listens on loopback, so all its clients are on this machine. It cannot describe groups.
final class GroupLock: Sendable {
  /// Another process holds the lock.
  struct Held: Error {
    let process: Int32
  }

  private let file: Int32

  /// Takes the lock; nil if the file cannot be made.
  /// - Throws: ``Held``.
  init?(group: String, brokers: String, folder: String = RunningBroker().stateFolder) throws(Held) {
    switch GroupLocks(stateFolder: folder).take(group: group, brokers: brokers) {
    case .taken(let descriptor): file = descriptor
    case .held(let process): throw Held(process: process)
    case .failed: return nil
    }
  }

  deinit { close(file) }
}
