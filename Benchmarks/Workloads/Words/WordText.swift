import Foundation

/// The text whose words are counted: the file named by `JOIST_BENCH_TEXT`, or a generated one, which is kept in the
/// cache folder.
struct WordText: Sendable {
  /// The name in cases: its size in millions of bytes, as `20m`.
  let name: String
  private let source: Source

  private enum Source {
    case given(path: String)
    case made(bytes: Int)
  }

  /// The text named by the environment, or else a small and a large one.
  static let all: [WordText] = {
    if let path = ProcessInfo.processInfo.environment["JOIST_BENCH_TEXT"], !path.isEmpty {
      return [WordText(name: megabytes(bytes(of: path) ?? 0), source: .given(path: path))]
    }
    return [20, 200].map { WordText(name: megabytes($0 * 1_000_000), source: .made(bytes: $0 * 1_000_000)) }
  }()

  /// The path of the file; generates it if it does not exist.
  func path() throws -> String {
    switch source {
    case .given(let path): return path
    case .made(let bytes):
      let caches = FileManager.default.urls(for: .cachesDirectory, in: .userDomainMask).first
      let folder = (caches ?? FileManager.default.temporaryDirectory).appending(path: "joist/benchmarks")
      let file = folder.appending(path: "words-\(name).txt")
      if let there = Self.bytes(of: file.path), there >= bytes { return file.path }
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      // It has a temporary name until it is complete.
      let begun = folder.appending(path: "words-\(name).\(ProcessInfo.processInfo.processIdentifier)")
      try Data().write(to: begun)
      let handle = try FileHandle(forWritingTo: begun)
      var generator = WordGenerator()
      try generator.write(bytes: bytes, to: handle)
      try handle.close()
      guard rename(begun.path, file.path) == 0 else {
        throw CocoaError(.fileWriteUnknown, userInfo: [NSFilePathErrorKey: file.path])
      }
      return file.path
    }
  }

  private static func megabytes(_ bytes: Int) -> String { "\((bytes + 500_000) / 1_000_000)m" }

  private static func bytes(of path: String) -> Int? {
    (try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int) ?? nil
  }
}
