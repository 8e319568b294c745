import Foundation

/// Swift's compiler, run over a text that imports what was built for these tests.
public struct Compiler: Sendable {
  /// What the compiler says of a line.
  public struct Message: Hashable, CustomStringConvertible, Sendable {
    /// The line, from 1.
    public let line: Int
    /// What it says.
    public let text: String
    /// Both.
    public var description: String { "\(line): \(text)" }
  }

  /// The compiler.
  let path: URL
  /// The folder with the modules and the macros' plug-in.
  let products: URL

  /// The one that is found in `PATH`, with the products beside the running tests; nil where there is none.
  public static let found: Compiler? = {
    let products = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
    let isBuilt = FileManager.default.fileExists(atPath: products.appending(path: "Modules/Rows.swiftmodule").path)
    let folders = ProcessInfo.processInfo.environment["PATH"]?.split(separator: ":") ?? []
    let compilers = folders.map { URL(filePath: "\($0)/swiftc") }
    guard isBuilt, let path = compilers.first(where: { FileManager.default.isExecutableFile(atPath: $0.path) }) else {
      return nil
    }
    return Compiler(path: path, products: products)
  }()

  /// Why a test that needs it is skipped.
  public static let missing = "no swiftc in PATH, or no products beside the tests"

  /// Compares the errors in a source with what each line says that it should be, after `// error: `.
  ///
  /// - Parameter seconds: how long the compiler may take for the types of an expression; nil: as long as it does.
  /// - Returns: what is said and not announced, or announced and not said; empty where all is as it should be.
  /// - Throws: if the compiler cannot be run.
  public func surprises(in source: String, secondsForExpression seconds: Int? = nil) throws -> [Message] {
    var surprises: [Message] = []
    let found = Dictionary(grouping: try errors(in: source, secondsForExpression: seconds), by: \.line)
    for (index, line) in source.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      let said = found[index + 1] ?? []
      if let mark = line.firstRange(of: "// error: ") {
        let expected = String(line[mark.upperBound...])
        if said.contains(where: { $0.text.hasPrefix(expected) }) { continue }
        surprises.append(Message(line: index + 1, text: "not said: \(expected)"))
      }
      surprises += said
    }
    return surprises
  }

  /// The errors in a source.
  ///
  /// - Parameter seconds: how long the compiler may take for the types of an expression; nil: as long as it does.
  /// - Throws: if the compiler cannot be run.
  public func errors(in source: String, secondsForExpression seconds: Int? = nil) throws -> [Message] {
    let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).swift")
    try source.write(to: file, atomically: true, encoding: .utf8)
    defer { try? FileManager.default.removeItem(at: file) }
    let process = Process()
    let output = Pipe()
    process.executableURL = path
    let limit = seconds.map { ["-Xfrontend", "-solver-expression-time-threshold=\($0)"] } ?? []
    process.arguments =
      limit + [
        // Who may hold a value, and for how long, is checked only after types are.
        "-emit-sil", "-o", "/dev/null", "-swift-version", "6", "-diagnostic-style", "llvm", "-I",
        products.appending(path: "Modules").path,
        "-load-plugin-executable", products.appending(path: "RowMacros-tool").path + "#RowMacros", file.path,
      ]
    process.standardError = output
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return Self.messages(text, file: file.path)
  }

  /// The errors of a file; one within an expansion counts for the line of the macro.
  private static func messages(_ text: String, file: String) -> [Message] {
    var found: [Message] = []
    var withinExpansion: String?
    for line in text.split(separator: "\n") {
      if let message = message(line, after: file + ":", kind: "error: ") {
        found.append(message)
      } else if line.contains("swift-generated-sources"), let error = line.firstRange(of: "error: ") {
        withinExpansion = String(line[error.upperBound...])
      } else if let expansion = withinExpansion, let place = message(line, after: file + ":", kind: "note: ") {
        found.append(Message(line: place.line, text: expansion))
        withinExpansion = nil
      }
    }
    return found
  }

  private static func message(_ line: Substring, after file: String, kind: String) -> Message? {
    guard let place = line.firstRange(of: file), let marker = line.firstRange(of: kind) else { return nil }
    let digits = line[place.upperBound...].prefix { $0.isNumber }
    let text = line[marker.upperBound...]
    return Int(digits).map {
      Message(
        line: $0, text: text.firstRange(of: " (from macro").map { String(text[..<$0.lowerBound]) } ?? String(text))
    }
  }
}
