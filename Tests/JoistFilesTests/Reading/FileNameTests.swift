import Foundation
import JoistFiles
import Testing

/// A file's name is bytes: no two different names are one, and every name can be read.
@Suite struct FileNameTests {
  /// Names that Swift's strings take for the same, in pairs: composed and decomposed, or two code points for one letter.
  private static let pairs = [
    ("caf\u{E9}", "cafe\u{301}"), ("\u{FC}ber", "u\u{308}ber"), ("\u{C5}", "A\u{30A}"), ("\u{3A9}", "\u{2126}"),
    ("\u{D55C}", "\u{1112}\u{1161}\u{11AB}"), ("\u{30AC}", "\u{30AB}\u{3099}"),
  ]

  @Test("A pattern matches both of two files whose names are canonically equivalent")
  func namesInTwoForms() throws {
    let scratch = try Scratch()
    try scratch.makeFolder("f")
    let names = Self.pairs.flatMap { [$0.0, $0.1] } + ["plain"]
    // Each file holds its own name, as numbers.
    let texts = names.map { $0.utf8.map(String.init).joined(separator: " ") }
    for (name, text) in zip(names, texts) {
      try scratch.write(text, toBytes: Array(name.utf8) + Array(".txt".utf8), in: "f")
    }
    #expect(texts.count == 13)
    #expect(try scratch.lines(readFrom: "f/*.txt") == texts.sorted())
    #expect(try scratch.lines(readFrom: "**/*.txt") == texts.sorted())
  }

  @Test("A pattern enters both of two folders whose names are canonically equivalent")
  func foldersInTwoForms() throws {
    let scratch = try Scratch()
    for (index, pair) in Self.pairs.enumerated() {
      try scratch.write("\(index) composed".utf8, to: pair.0 + "/x.log")
      try scratch.write("\(index) decomposed".utf8, to: pair.1 + "/x.log")
    }
    let expected = Self.pairs.indices.flatMap { ["\($0) composed", "\($0) decomposed"] }
    #expect(try scratch.lines(readFrom: "*/x.log") == expected)
    #expect(try scratch.lines(readFrom: "**/*.log") == expected)
  }

  #if os(Linux)
    /// `café.txt` as Latin-1, and others that are no UTF-8: a lone continuation, half a character, an overlong one.
    private static let broken: [[UInt8]] = [
      [0x63, 0x61, 0x66, 0xE9], [0x80], [0xE2, 0x82], [0xC0, 0xAF], [0xFF, 0xFE], [0xED, 0xA0, 0x80],
    ]

    @Test("A pattern matches files whose names are not UTF-8")
    func namesThatAreNotUTF8() throws {
      let scratch = try Scratch()
      try scratch.makeFolder("bad")
      for (index, name) in ([Array("a".utf8)] + Self.broken).enumerated() {
        try scratch.write("\(index)", toBytes: name + Array(".txt".utf8), in: "bad")
      }
      let all = (0...Self.broken.count).map(String.init)
      #expect(try scratch.lines(readFrom: "bad/*.txt") == all)
      #expect(try scratch.lines(readFrom: "**") == all)
      #expect(try scratch.lines(readFrom: "bad/caf?.txt") == ["1"], "a byte that is no character stands for one")
      #expect(try scratch.lines(readFrom: "bad/??.txt") == ["3", "4", "5"])
      #expect(try scratch.lines(readFrom: "bad/[!a].txt") == ["2"])
    }

    @Test("The origin of a dead letter identifies a file whose name is not UTF-8")
    func placesInFilesThatAreNotUTF8() throws {
      let scratch = try Scratch()
      let output = try Scratch()
      try scratch.makeFolder("bad")
      try scratch.write("one\nnone\n", toBytes: [0x63, 0xE9], in: "bad")
      try scratch.write("two\n", toBytes: Array("c\\xe9".utf8), in: "bad")
      try Job.run {
        $0.readText(from: scratch.path + "/bad/*")
          .tryMap("Parse") { (line: String) throws -> Int in throw FileError(path: line, message: "is no number") }
          .failures.map { $0.id }.writeText(to: output.path + "/out")
      }
      // The origin of a dead letter is free of control characters: it has four backslashes for each in the path's text.
      let path = scratch.path + "/bad/c" + String(repeating: "\\", count: 4)
      let places = [path + "xe9@0", path + "xe9@4", path + "x5cxe9@0"]
      let found = try output.lines("out")
      #expect(found == places.map { "Parse at " + $0 }.sorted())
    }

    @Test("An error identifies a file whose name is not UTF-8")
    func errorsInFilesThatAreNotUTF8() throws {
      let scratch = try Scratch()
      try scratch.makeFolder("bad")
      #expect(mkfifo(scratch.cString("bad", [0x66, 0xE9]), 0o600) == 0)
      let text = message { _ = try scratch.lines(readFrom: "bad/f*") }
      #expect(text.hasPrefix("\"\(scratch.path)/bad/f\\xe9\": is a device or a pipe"), "\(text)")
    }
  #endif

  @Test("A path that contains NUL is refused and not truncated")
  func pathsWithNUL() throws {
    let scratch = try Scratch()
    try scratch.write("a".utf8, to: "a")
    #expect(message { _ = try scratch.lines(readFrom: "a\0b") }.contains("NUL"))
    #expect(message { _ = try scratch.lines(readFrom: "a\0*") }.contains("NUL"))
    let text = message { try Job.run { $0.create(["x"]).writeText(to: scratch.path + "/a\0b") } }
    #expect(text.contains("NUL"))
    #expect(try scratch.read("a") == "a")
    #expect(try scratch.names() == ["a"])
  }
}
