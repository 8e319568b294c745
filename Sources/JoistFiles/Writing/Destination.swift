#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Where what is written to a path goes in the end, when all symbolic links are followed.
enum Destination: Equatable {
  /// A file that may be put in place as a whole, there already or not.
  case file(FilePath)
  /// A device or a pipe, which is written to.
  case device(FilePath)
  /// A file that the program has open, as standard output, which is written to after what it has.
  case descriptor(Int32)

  /// Links that are followed before they are taken for a loop, as the system does.
  private static let mostLinks = 40

  /// Finds out.
  /// - Throws: `FileError` where that cannot be told, or where the path is one of a folder.
  init(of path: FilePath) throws {
    if path.bytes.isEmpty || path.endsWithSlash { throw FileError(path, "cannot be written: it names no file") }
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
      if links > Self.mostLinks { throw SystemCall.problem(path, "cannot be looked at", errno: ELOOP) }
      let target = try Folder.target(ofLink: next)
      if target.isAbsolute { folder = FilePath(utf8: "/") }
      rest = target.components + rest
    }
    switch try FileStatus.of(folder)?.kind {
    case .regular where folder.isDescriptor, .other: self = .device(folder)
    case .regular, .link, nil: self = .file(folder)
    case .folder:
      throw FileError(path, "cannot be written: it is a folder; name a file, \"\(path.appending("output"))\" say")
    }
  }
}

extension FilePath {
  /// The open file of this process that a path without links in it stands for.
  fileprivate var ownDescriptor: Int32? {
    let names = components.map(\.description)
    guard isDescriptor, names[0] == "dev" || names[1] == "\(getpid())" else { return nil }
    return names.last.flatMap { Int32($0) }
  }

  /// Whether a path without links in it stands for an open file of some process: `/proc/71/fd/1`, `/proc/71/task/72/fd/1`, and
  /// `/dev/fd/1` where that is no link to `/proc`. What is put in its place would take the file from the process.
  fileprivate var isDescriptor: Bool {
    let names = components.map(\.description)
    guard names.count >= 3, names[names.count - 2] == "fd" else { return false }
    return names.count == 3 ? names[0] == "dev" : names[0] == "proc"
  }
}
