#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// What a path refers to after all symbolic links have been followed.
enum Destination: Equatable {
  /// A file, existing or not, that can be replaced as a whole.
  case file(FilePath)
  /// A device or a pipe, to which lines are written.
  case device(FilePath)
  /// A file that the program has open, such as standard output, to which lines are appended.
  case descriptor(Int32)

  /// The number of links after which they are considered a loop, as in the operating system.
  private static let mostLinks = 40

  /// Follows the links of a path.
  /// - Throws: `FileError` if a link cannot be followed, or if the path is a folder.
  init(of path: FilePath) throws {
    if path.bytes.isEmpty || path.endsWithSlash { throw FileError(path, "cannot be written: it does not name a file") }
    var folder = try path.isAbsolute ? FilePath(utf8: "/") : Folder.working()
    var rest = path.components[...]
    var links = 0
    while let name = rest.popFirst() {
      if name == FilePath(utf8: ".") { continue }
      if name == FilePath(utf8: "..") {
        folder = folder.folder
        continue
      }
      let next = folder.appending(name)
      if rest.isEmpty, let descriptor = next.ownDescriptor {
        self = .descriptor(descriptor)
        return
      }
      guard try FileStatus.of(link: next)?.kind == .link, !(rest.isEmpty && next.isDescriptor) else {
        folder = next
        continue
      }
      links += 1
      if links > Self.mostLinks { throw SystemCall.problem(path, "cannot be accessed", errno: ELOOP) }
      let target = try Folder.target(ofLink: next)
      if target.isAbsolute { folder = FilePath(utf8: "/") }
      rest = target.components + rest
    }
    switch try FileStatus.of(folder)?.kind {
    case .regular where folder.isDescriptor, .other: self = .device(folder)
    case .regular, .link, nil: self = .file(folder)
    case .folder:
      throw FileError(path, "cannot be written: it is a folder; give a file, such as \"\(path.appending("output"))\"")
    }
  }
}

extension FilePath {
  /// The file descriptor of this process that a path without links refers to; nil: none.
  fileprivate var ownDescriptor: Int32? {
    let names = components.map(\.description)
    guard isDescriptor, names[0] == "dev" || names[1] == "\(getpid())" else { return nil }
    return names.last.flatMap { Int32($0) }
  }

  /// Whether a path without links refers to an open file of a process: `/proc/71/fd/1`, `/proc/71/task/72/fd/1`, or `/dev/fd/1`
  /// if that is not a link to `/proc`. Such a path must not be replaced by a file.
  fileprivate var isDescriptor: Bool {
    let names = components.map(\.description)
    guard names.count >= 3, names[names.count - 2] == "fd" else { return false }
    return names.count == 3 ? names[0] == "dev" : names[0] == "proc"
  }
}
