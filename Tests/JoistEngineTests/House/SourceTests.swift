import Foundation
import Testing

/// Checks that the engine's source has values only.
@Suite struct SourceTests {
  /// The engine's files with their code, comments left out.
  private static let files: [(name: String, code: String)] = {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let folder = root.appending(path: "Sources/JoistEngine")
    let paths = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)?.allObjects as? [URL] ?? []
    return paths.filter { $0.pathExtension == "swift" }.compactMap { path in
      guard let text = try? String(contentsOf: path, encoding: .utf8) else { return nil }
      return (path.lastPathComponent, withoutComments(text))
    }
  }()

  private static func withoutComments(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      line.range(of: "//").map { String(line[..<$0.lowerBound]) } ?? String(line)
    }.joined(separator: "\n")
  }

  /// A word ends at a dot; in Unicode's sense `Task.sleep` would be one.
  private static func regex(_ pattern: String) throws -> Regex<AnyRegexOutput> {
    try Regex(pattern).wordBoundaryKind(.simple)
  }

  @Test("The sources of the engine are found")
  func sources() { #expect(Self.files.count > 30) }

  @Test("The engine imports only JoistPlan")
  func imports() {
    for file in Self.files {
      for line in file.code.split(separator: "\n") where line.contains("import ") {
        let imports = ["import JoistPlan", "package import JoistPlan", "public import JoistPlan"]
        #expect(imports.contains(String(line)), "\(file.name): \(line)")
      }
    }
  }

  @Test(
    "The engine uses no clock, thread, task or random source",
    arguments: [
      #"Clock\b"#, #"\bTask\b"#, #"\basync\b"#, #"\bawait\b"#, #"\bactor\b"#, #"\.random\b"#, #"\brandomElement\b"#,
      #"\bshuffled\b"#, #"\bSystemRandomNumberGenerator\b"#, #"\bHasher\b"#, #"\bhashValue\b"#, #"\bThread\b"#,
      #"\bMutex\b"#, #"\bAtomic\b"#, #"\bObjectIdentifier\b"#,
    ]
  )
  func forbiddenWords(pattern: String) throws {
    let regex = try Self.regex(pattern)
    for file in Self.files { #expect(!file.code.contains(regex), "\(file.name) contains \(pattern)") }
  }

  /// The order of a dictionary differs from process to process, so only one file uses one; its type lists sorted keys
  /// and offers no other walk.
  @Test(
    "Only Lookup.swift uses a dictionary or set, and offers no walk in their order",
    arguments: [#"\bDictionary\b"#, #"\bSet\s*[<(]"#, #"\[\s*[A-Z][A-Za-z0-9_.]*\s*:\s*"#, #"\[:\]"#]
  )
  func dictionaries(pattern: String) throws {
    let regex = try Self.regex(pattern)
    for file in Self.files where file.name != "Lookup.swift" {
      #expect(!file.code.contains(regex), "\(file.name) contains \(pattern)")
    }
    let lookup = try #require(Self.files.first { $0.name == "Lookup.swift" })
    let code = lookup.code.replacing("storage.keys.sorted()", with: "")
    for walk in ["Sequence", "Collection", "keys", "values", "forEach", "makeIterator", "for "] {
      #expect(!code.contains(walk), "Lookup.swift offers \(walk)")
    }
  }

  @Test("No file of the engine has more than 400 lines")
  func fileLengths() {
    for file in Self.files {
      let lines = file.code.split(separator: "\n", omittingEmptySubsequences: false).count
      #expect(lines <= 400, "\(file.name) has \(lines) lines")
    }
  }
}
