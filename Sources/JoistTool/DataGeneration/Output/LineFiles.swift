import Foundation

/// Writes records as lines to several files in turn, named `visits-00000-of-00004.jsonl` and so on. The files have
/// temporary names until all of them are complete.
struct LineFiles: VisitOutput {
  private struct Open {
    let name: String
    let handle: FileHandle
    var lines: LineBuffer
    /// The file's name until it is complete.
    var temporaryName: String { name + ".incomplete" }
  }

  private var files: [Open] = []
  private var next = 0

  /// Opens the files.
  /// - Parameters:
  ///   - prefix: the path up to the number; missing folders are created.
  ///   - count: the number of files, at least one.
  /// - Throws: `LineFilesError` or a Cocoa error if a file or folder cannot be created.
  init(prefix: String, count: Int) throws {
    let folder = URL(fileURLWithPath: prefix).deletingLastPathComponent()
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    if let other = try Self.fileOfOtherRun(prefix, count: count, in: folder) { throw LineFilesError.otherRun(other) }
    for index in 0..<count {
      let name = Self.name(prefix, index, of: count)
      guard FileManager.default.createFile(atPath: name + ".incomplete", contents: nil),
        let handle = FileHandle(forWritingAtPath: name + ".incomplete")
      else { throw LineFilesError.notWritable(name) }
      files.append(Open(name: name, handle: handle, lines: LineBuffer(file: handle.fileDescriptor)))
    }
  }

  var description: String { files.count == 1 ? files[0].name : "\(files[0].name) … (\(files.count) files)" }

  mutating func write(_ record: GeneratedRecord) throws {
    try files[next].lines.append(record.value)
    next = (next + 1) % files.count
  }

  mutating func flush() throws {
    for index in files.indices { try files[index].lines.flush() }
  }

  mutating func finish(complete: Bool) throws {
    try flush()
    for file in files {
      try file.handle.close()
      if complete {
        guard rename(file.temporaryName, file.name) == 0 else { throw LineFilesError.notWritable(file.name) }
      } else {
        try FileManager.default.removeItem(atPath: file.temporaryName)
      }
    }
  }

  static func name(_ prefix: String, _ index: Int, of count: Int) -> String {
    "\(prefix)-\(digits(index))-of-\(digits(count)).jsonl"
  }

  /// A file of an earlier run with another count: whoever reads a pattern would read both.
  private static func fileOfOtherRun(_ prefix: String, count: Int, in folder: URL) throws -> String? {
    let start = URL(fileURLWithPath: prefix).lastPathComponent
    return try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted().first { name in
      guard name.hasPrefix(start),
        let match = name.dropFirst(start.count).wholeMatch(of: /-[0-9]{5}-of-([0-9]{5})\.jsonl/)
      else {
        return false
      }
      return match.1 != digits(count)
    }
  }

  private static func digits(_ number: Int) -> String {
    String(repeating: "0", count: max(0, 5 - String(number).count)) + String(number)
  }
}

/// Why a file cannot be written.
enum LineFilesError: Error, CustomStringConvertible {
  case notWritable(String)
  case otherRun(String)

  var description: String {
    switch self {
    case .otherRun(let name):
      "there is a file of an earlier run with another --files, \(name): remove it and its siblings, or use another --output"
    case .notWritable(let name): "cannot write \(name); check that its folder exists and that you may write there"
    }
  }
}
