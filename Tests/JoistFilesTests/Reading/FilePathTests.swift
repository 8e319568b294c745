import TestSupport
import Testing

@testable import JoistFiles

@Suite struct FilePathTests {
  @Test("The text of a path escapes bytes that are not UTF-8")
  func texts() {
    for (bytes, text) in [
      (Array("a/b.txt".utf8), "a/b.txt"), (Array("é漢😀".utf8), "é漢😀"), ([0x63, 0xE9], "c\\xe9"),
      ([0x05, 0xFF], "\u{5}\\xff"),
      (Array("a\\b".utf8), "a\\b"), (Array("a\\xe9".utf8), "a\\x5cxe9"), (Array("a\\x5cxe9".utf8), "a\\x5cx5cxe9"),
      (Array("a\\xg0 \\xe".utf8), "a\\xg0 \\xe"), ([0xE2, 0x82], "\\xe2\\x82"), ([0xE2, 0x82, 0x41], "\\xe2\\x82A"),
    ] as [([UInt8], String)] {
      #expect(FilePath(bytes).description == text)
      #expect(FilePath(text) == FilePath(bytes), "\(text)")
    }
  }

  @Test("Different paths have different texts and can be parsed from them", arguments: 0..<20 as Range<UInt64>)
  func roundTrip(seed: UInt64) {
    var random = SplitMix(seed: seed)
    var paths: [String: FilePath] = [:]
    let pieces: [[UInt8]] = [
      [0x5C], [0x78], [0x35], [0x63], [0x65], [0xE9], [0xC3, 0xA9], [0x80], [0x2F], [0x41], [0xF0, 0x9F, 0x98],
      [0xCC, 0x81],
    ]
    for _ in 0..<2000 {
      let path = FilePath(
        (0..<Int.random(in: 0...8, using: &random)).flatMap { _ in pieces.randomElement(using: &random) ?? [] })
      #expect(FilePath(path.description) == path, "\(path.bytes)")
      // Compared by bytes: as Swift's strings, two texts may be the same.
      let key = path.description.utf8.map(String.init).joined(separator: " ")
      #expect(paths[key, default: path] == path)
      paths[key] = path
    }
  }

  @Test("A path has a folder and a name")
  func parts() {
    for (path, folder, name) in [
      ("a", ".", "a"), ("/a", "/", "a"), ("a/b", "a", "b"), ("/a/b/c", "/a/b", "c"), ("a/", "a", ""), (".", ".", "."),
      ("/", "/", ""),
    ] {
      #expect(FilePath(utf8: path).folder.description == folder, "\(path)")
      #expect(FilePath(utf8: path).name.description == name, "\(path)")
    }
    #expect(FilePath(utf8: "").appending("a") == FilePath(utf8: "a"))
    #expect(FilePath(utf8: "/").appending("a") == FilePath(utf8: "/a"))
    #expect(FilePath(utf8: "a").appending("b") == FilePath(utf8: "a/b"))
    #expect(FilePath(utf8: "/a//b/./c").components.map(\.description) == ["a", "b", ".", "c"])
  }
}
