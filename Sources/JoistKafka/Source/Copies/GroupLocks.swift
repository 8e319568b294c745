#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// The folder `joist/groups` in a user's state folder, with a ``LockFile`` for each group that a job has used on an embedded broker.
package struct GroupLocks: Sendable {
  private let stateFolder: String

  /// The locks beside the file of a running broker.
  package init(of broker: RunningBroker) { self.init(stateFolder: broker.stateFolder) }

  init(stateFolder: String) { self.stateFolder = stateFolder }

  private var folder: String { stateFolder + "/joist/groups" }

  /// Takes the lock of a group.
  func take(group: String, brokers: String) -> LockFile.Attempt {
    let name = "\(brokers) \(group)".utf8.map { byte -> String in
      let isPlain = (48...57).contains(byte) || (97...122).contains(byte) || (65...90).contains(byte) || byte == 46
      return isPlain ? String(UnicodeScalar(byte)) : "_\(byte)"
    }
    let file = LockFile(folder + "/" + Self.fileName(name.joined()))
    var attempt = LockFile.Attempt.failed(code: ENOENT)
    for _ in 0..<Self.attempts where attempt == .failed(code: ENOENT) {
      for path in [stateFolder, stateFolder + "/joist", folder] { mkdir(path, 0o755) }
      attempt = file.take()
    }
    return attempt
  }

  /// A name that a file can have: a long one is cut, and a checksum (FNV-1a) tells it from others.
  private static func fileName(_ name: String) -> String {
    guard name.utf8.count > 200 else { return name }
    let checksum = name.utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    return name.prefix(180) + String(checksum, radix: 16)
  }

  /// How often to make the folder, which `removeUnused()` of another process may remove at the same moment.
  private static let attempts = 10

  /// Removes the locks that no process holds, and the folder if it is then empty. Call it only in a process that holds none of them.
  package func removeUnused() {
    guard let stream = opendir(folder) else { return }
    defer { closedir(stream) }
    while let entry = readdir(stream) {
      // SAFETY: `d_name` ends with a zero inside the entry, which stays valid until the next `readdir`; the bytes are copied.
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      if !name.hasPrefix(".") { LockFile(folder + "/" + name).removeIfFree() }
    }
    rmdir(folder)
  }
}
