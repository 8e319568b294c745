import Foundation
import JoistFiles

/// A folder of its own for a test; gone when the test is.
final class Scratch: Sendable {
  let path: String

  init() throws {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("joist-files-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    // As the system names it, so that paths can be compared.
    path = url.resolvingSymlinksInPath().path
  }

  deinit { Self.remove(path.utf8CString.map(\.self)) }

  /// Removes a file, or a folder with all in it, whatever bytes their names are.
  private static func remove(_ path: [CChar]) {
    if unlink(path) == 0 { return }
    if let folder = opendir(path) {
      while let entry = readdir(folder) {
        let name = withUnsafeBytes(of: &entry.pointee.d_name) { $0.prefix { $0 != 0 }.map(CChar.init(bitPattern:)) }
        if name != [0x2E], name != [0x2E, 0x2E] { remove(path.dropLast() + [0x2F] + name + [0]) }
      }
      closedir(folder)
    }
    rmdir(path)
  }

  /// Writes a file, with the folders above it.
  @discardableResult
  func write(_ bytes: some Sequence<UInt8>, to name: String) throws -> String {
    let file = path + "/" + name
    let folder = URL(fileURLWithPath: file).deletingLastPathComponent()
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try Data(bytes).write(to: URL(fileURLWithPath: file))
    return file
  }

  /// Writes a file whose name may be one that is not UTF-8, in a folder that is there.
  func write(_ text: String, toBytes name: [UInt8], in folder: String) throws {
    let descriptor = open(cString(folder, name), O_WRONLY | O_CREAT | O_TRUNC, 0o666)
    let text = Array(text.utf8)
    guard descriptor >= 0, Foundation.write(descriptor, text, text.count) == text.count else {
      throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO)
    }
    close(descriptor)
  }

  /// The path of a file whose name may be one that is not UTF-8, as C functions take it.
  func cString(_ folder: String, _ name: [UInt8]) -> [CChar] {
    ((path + "/" + folder + "/").utf8 + name + [0]).map(CChar.init(bitPattern:))
  }

  func makeFolder(_ name: String) throws {
    try FileManager.default.createDirectory(atPath: path + "/" + name, withIntermediateDirectories: true)
  }

  func read(_ name: String) throws -> String {
    String(decoding: try Data(contentsOf: URL(fileURLWithPath: path + "/" + name)), as: UTF8.self)
  }

  /// The lines of a file, sorted.
  func lines(_ name: String) throws -> [String] {
    try read(name).split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init).sorted()
  }

  /// The lines of the files in the folder that a pattern means, as a job reads them, sorted.
  func lines(readFrom pattern: String) throws -> [String] {
    let output = try Scratch()
    try Job.run { $0.readText(from: path + "/" + pattern).writeText(to: output.path + "/out") }
    return try output.lines("out")
  }

  /// All names in the folder, hidden ones too.
  func names() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: path).sorted() }

  /// Makes a symbolic link in the folder.
  func link(_ name: String, to target: String) throws {
    try FileManager.default.createSymbolicLink(atPath: path + "/" + name, withDestinationPath: target)
  }

  /// What a symbolic link in the folder names, as it was given.
  func target(ofLink name: String) throws -> String {
    try FileManager.default.destinationOfSymbolicLink(atPath: path + "/" + name)
  }
}
