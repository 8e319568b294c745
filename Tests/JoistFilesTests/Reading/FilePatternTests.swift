import Foundation
import Testing

@testable import JoistFiles

@Suite struct FilePatternTests {
  private func found(_ pattern: String, in scratch: Scratch) throws -> [String] {
    try FilePattern.files(matching: scratch.path + "/" + pattern).map {
      String($0.description.dropFirst(scratch.path.count + 1))
    }
  }

  @Test("Paths and patterns find their files") func pathsAndPatterns() throws {
    let scratch = try Scratch()
    for name in ["b.txt", "a.txt", ".hidden.txt", "c.log", "d/e.txt", "d/f/g.txt", "d/.h/i.txt", "j[1].txt", "é.txt"] {
      try scratch.write("x".utf8, to: name)
    }
    #expect(try found("a.txt", in: scratch) == ["a.txt"])
    #expect(try found("?.txt", in: scratch) == ["a.txt", "b.txt", "é.txt"])
    #expect(
      try found("*", in: scratch) == ["a.txt", "b.txt", "c.log", "j[1].txt", "é.txt"], "no folder, nothing hidden")
    #expect(try found("*/*.txt", in: scratch) == ["d/e.txt"])
    #expect(try found("**/*.txt", in: scratch) == ["a.txt", "b.txt", "d/e.txt", "d/f/g.txt", "j[1].txt", "é.txt"])
    #expect(try found("d/**", in: scratch) == ["d/e.txt", "d/f/g.txt"])
    #expect(try found("**/f/**/g.txt", in: scratch) == ["d/f/g.txt"])
    #expect(try found(".*.txt", in: scratch) == [".hidden.txt"])
    #expect(try found("j[1].txt", in: scratch) == ["j[1].txt"], "a file that is there is meant as it stands")
    #expect(try found("[ac].*", in: scratch) == ["a.txt", "c.log"])
  }

  @Test(
    "The files of a relative pattern have relative paths",
    .enabled(if: FileManager.default.fileExists(atPath: "Package.swift"), "runs in the package's folder"))
  func relativePathsStayRelative() throws {
    #expect(try FilePattern.files(matching: "Package.swif?").map(\.description) == ["Package.swift"])
  }

  @Test("An error identifies a missing file or a pattern without files") func whatIsMissingIsNamed() throws {
    let scratch = try Scratch()
    try scratch.write("x".utf8, to: "folder/file")
    let path = scratch.path
    #expect(message { try FilePattern.check(path + "/no.txt") }.hasPrefix("\"\(path)/no.txt\": no such file"))
    #expect(message { try FilePattern.check(path + "/no/*.txt") }.hasPrefix("\"\(path)/no/*.txt\": no file matches"))
    #expect(message { try FilePattern.check(path + "/folder/*/x") }.contains("no file matches"))
    #expect(message { try FilePattern.check(path + "/folder/file/x") }.contains("no such file"))
    #expect(message { try FilePattern.check(path + "/folder") }.contains("is a folder; to read all files in it, write"))
    #expect(message { try FilePattern.check("") }.contains("is an empty path"))
    #expect(message { try FilePattern.check("/dev/null") }.contains("is a device or a pipe"))
    #expect(message { try FilePattern.check("no.txt") }.contains("relative paths begin at /"))
  }

  @Test(
    "An error identifies a file or folder without read permission",
    .enabled(if: geteuid() != 0, "the superuser may read everything"))
  func whatMayNotBeReadIsNamed() throws {
    let scratch = try Scratch()
    let file = try scratch.write("x".utf8, to: "secret")
    chmod(file, 0)
    #expect(message { try FilePattern.check(file) } == "\"\(file)\": cannot be opened for reading: permission denied")
    #expect(message { try FilePattern.check(scratch.path + "/s*") }.contains("\"\(file)\": cannot be opened"))
    let folder = try Scratch()
    chmod(folder.path, 0)
    #expect(
      message { try FilePattern.check(folder.path + "/*") }.contains("permission denied"))
    chmod(folder.path, 0o700)
  }

  @Test("A broken link is an error") func aLinkToNothingIsAnError() throws {
    let scratch = try Scratch()
    symlink("nowhere", scratch.path + "/link")
    #expect(message { try FilePattern.check(scratch.path + "/l*") } == "\"\(scratch.path)/link\": no such file")
  }
}
