import Foundation
import TestSupport
import Testing

/// What a program's standard output gets. `/dev/stdout` is not used here: a mistake would replace it on the machine of the
/// tests. A link in a folder of the test leads the same way.
@Suite(.timeLimit(.minutes(2))) struct StandardOutputTests {
  private func run(_ arguments: String...) throws -> String {
    let run = try ProgramRun(of: "FilesTestProgram", arguments)
    #expect(run.end() == 0, "\(run.errors)")
    return run.output
  }

  private static let numbers = (0..<100).map { "number \($0)" }

  @Test("A hyphen is standard output")
  func hyphen() throws {
    let output = try run("--output=-")
    #expect(output.split(separator: "\n").map(String.init).sorted() == Self.numbers.sorted())
  }

  @Test(
    "A link to standard output is standard output, even for two steps",
    .enabled(if: FileManager.default.fileExists(atPath: "/proc/self/fd"), "needs Linux's /proc"))
  func link() throws {
    let scratch = try Scratch()
    try scratch.link("stdout", to: "/proc/self/fd/1")
    try scratch.link("other", to: "stdout")
    let output = try run("--output", scratch.path + "/stdout", "--output", scratch.path + "/other", "--output=-")
    let expected = (Self.numbers + Self.numbers + Self.numbers).sorted()
    #expect(output.split(separator: "\n").map(String.init).sorted() == expected)
    #expect(try scratch.target(ofLink: "stdout") == "/proc/self/fd/1")
    #expect(try scratch.names() == ["other", "stdout"])
  }

  @Test(
    "Standard output that is redirected to a file keeps its other contents",
    .enabled(if: FileManager.default.fileExists(atPath: "/proc/self/fd"), "needs Linux's /proc"))
  func redirected() throws {
    let scratch = try Scratch()
    try scratch.link("stdout", to: "/proc/self/fd/1")
    let tests = URL(fileURLWithPath: try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
    let program = tests.deletingLastPathComponent().appendingPathComponent("FilesTestProgram").path
    let shell = Process()
    shell.executableURL = URL(fileURLWithPath: "/bin/sh")
    shell.arguments = [
      "-c",
      "{ echo before; \"$0\" --numbers 1 --output \"$1/stdout\"; \"$0\" --numbers 1 --output -; echo after; } > \"$1/file\" 2> /dev/null",
      program, scratch.path,
    ]
    try shell.run()
    shell.waitUntilExit()
    #expect(shell.terminationStatus == 0)
    #expect(try scratch.read("file") == "before\nnumber 0\nnumber 0\nafter\n")
    #expect(try scratch.names() == ["file", "stdout"])
  }
}
