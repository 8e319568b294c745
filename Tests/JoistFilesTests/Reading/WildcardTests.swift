import Foundation
import TestSupport
import Testing

@testable import JoistFiles

@Suite struct WildcardTests {
  @Test("Patterns match names") func patternsOfNames() {
    for (pattern, fits, differs) in [
      ("*.txt", ["a.txt", "é.txt", "a.b.txt"], ["a.txt2", "txt", ".hidden.txt"]),
      ("?", ["a", "é", "漢"], ["", "ab"]),
      ("part-[0-9]?", ["part-01", "part-9x"], ["part-x1", "part-1"]),
      ("[!a-c]x", ["dx"], ["ax", "bx", "x"]),
      ("[]]", ["]"], ["["]),
      ("[a", ["[a"], ["a"]),
      ("a\\*b", ["a*b"], ["axb"]),
      ("*a*b*", ["ab", "xaxbx", "aab"], ["ba", "a"]),
      (".*", [".hidden"], ["shown"]),
      ("", [""], ["a"]),
    ] {
      let wildcard = Wildcard(FilePath(utf8: pattern))
      for name in fits { #expect(wildcard.matches(FilePath(utf8: name)), "\(pattern) \(name)") }
      for name in differs { #expect(!wildcard.matches(FilePath(utf8: name)), "\(pattern) \(name)") }
    }
  }

  @Test("Patterns match the same names as the system's fnmatch") func agreesWithTheSystem() {
    var random = SplitMix(seed: 1)
    func text(_ characters: [String], _ length: Int) -> String {
      (0..<Int.random(in: 0...length, using: &random)).map { _ in characters.randomElement(using: &random) ?? "" }
        .joined()
    }
    for round in 0..<20_000 {
      let pattern = text(["a", "b", "*", "?", "[ab]", "[!a]", ".", "\\*"], 6)
      let name = text(["a", "b", "c", ".", "*"], 7)
      let expected = fnmatch(pattern, name, FNM_PERIOD) == 0
      if Wildcard(FilePath(utf8: pattern)).matches(FilePath(utf8: name)) != expected {
        Issue.record("round \(round): \(pattern) and \(name): \(expected)")
      }
    }
  }
}
