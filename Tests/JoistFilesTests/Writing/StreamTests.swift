import Beam
import Foundation
import Synchronization
import Testing

@testable import JoistFiles

/// Output that goes to a device, a pipe or an open file: it is written to and never replaced.
@Suite struct StreamTests {
  /// What kind of thing stands under a path itself, without links being followed.
  private func kind(_ path: String) -> mode_t {
    var status = stat()
    return lstat(path, &status) == 0 ? status.st_mode & S_IFMT : 0
  }

  /// A named pipe whose reader is there.
  private final class Pipe {
    private let reader: Int32

    /// Makes the pipe. It is open for reading and writing, so that nobody waits; what is written must fit into its memory.
    init(_ path: String) {
      #expect(mkfifo(path, 0o600) == 0)
      reader = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC)
    }

    deinit { close(reader) }

    /// What has been written since the last call.
    func read() -> String {
      var bytes: [UInt8] = []
      var buffer = [UInt8](repeating: 0, count: 1 << 16)
      while true {
        let count = Foundation.read(reader, &buffer, buffer.count)
        guard count > 0 else { return String(decoding: bytes, as: UTF8.self) }
        bytes += buffer[..<count]
      }
    }
  }

  private func write(_ lines: [String], to path: String) throws {
    try Job.run { $0.create(lines).writeText(to: path) }
  }

  @Test("A named pipe receives the lines and remains a pipe, even through a link")
  func namedPipe() throws {
    let scratch = try Scratch()
    let path = scratch.path + "/pipe"
    let pipe = Pipe(path)
    try scratch.link("link", to: "pipe")
    for target in [path, scratch.path + "/link"] {
      try write(["a", "b\nc"], to: target)
      let text = pipe.read()
      #expect(text == "a\nb\nc\n" || text == "b\nc\na\n", "\(text)")
    }
    #expect(kind(path) == S_IFIFO)
    #expect(kind(scratch.path + "/link") == S_IFLNK)
    #expect(try scratch.names() == ["link", "pipe"])
  }

  @Test("A device receives the lines through a link, and the link remains")
  func device() throws {
    let scratch = try Scratch()
    try scratch.link("null", to: "/dev/null")
    try write(["a", "b"], to: scratch.path + "/null")
    #expect(kind(scratch.path + "/null") == S_IFLNK)
    #expect(kind("/dev/null") == S_IFCHR)
    #expect(try scratch.names() == ["null"])
  }

  @Test(
    "A full device is an error that names it",
    .enabled(if: FileManager.default.fileExists(atPath: "/dev/full"), "needs Linux's /dev/full"))
  func fullDevice() throws {
    let scratch = try Scratch()
    try scratch.link("full", to: "/dev/full")
    let text = message { try write(["a"], to: scratch.path + "/full") }
    #expect(text.contains("/dev/full\": cannot be written: no space left on device"), "\(text)")
    #expect(kind(scratch.path + "/full") == S_IFLNK)
    #expect(kind("/dev/full") == S_IFCHR)
  }

  /// As `/dev/stdout` with standard output redirected to a file: a link to one of the program's open files.
  @Test(
    "Lines are appended to an open file",
    .enabled(if: FileManager.default.fileExists(atPath: "/proc/self/fd"), "needs Linux's /proc"))
  func openFile() throws {
    let scratch = try Scratch()
    let file = try scratch.write("".utf8, to: "file")
    let descriptor = open(file, O_WRONLY | O_CLOEXEC)
    defer { close(descriptor) }
    #expect(Foundation.write(descriptor, "before\n", 7) == 7)
    try scratch.link("stdout", to: "/proc/self/fd/\(descriptor)")
    for path in [scratch.path + "/stdout", "/proc/self/fd/\(descriptor)", "/dev/fd/\(descriptor)"] {
      try write(["line"], to: path)
      #expect(Foundation.write(descriptor, "between\n", 8) == 8)
    }
    #expect(try scratch.read("file") == "before\nline\nbetween\nline\nbetween\nline\nbetween\n")
    #expect(kind(scratch.path + "/stdout") == S_IFLNK)
    #expect(try scratch.names() == ["file", "stdout"])
  }

  @Test(
    "A file that is open for reading only is an error that names it",
    .enabled(if: FileManager.default.fileExists(atPath: "/proc/self/fd"), "needs Linux's /proc"))
  func openFileForReading() throws {
    let scratch = try Scratch()
    let file = try scratch.write("old".utf8, to: "file")
    let descriptor = open(file, O_RDONLY | O_CLOEXEC)
    defer { close(descriptor) }
    let text = message { try write(["line"], to: "/proc/self/fd/\(descriptor)") }
    #expect(text.contains("\"/proc/self/fd/\(descriptor)\": cannot be written: bad file descriptor"), "\(text)")
    #expect(message { try write(["line"], to: "/dev/fd/99999") }.contains("\"/dev/fd/99999\""))
    #expect(try scratch.read("file") == "old")
  }

  @Test("Lines of two steps that write to one pipe are never interleaved")
  func twoStepsOnOnePipe() throws {
    let scratch = try Scratch()
    let path = scratch.path + "/pipe"
    let pipe = Pipe(path)
    let lines = (0..<2000).map { "\($0) " + String(repeating: "x", count: $0 % 40) }
    try Job.run(threads: 4, shuffles: true) {
      $0.create(lines[..<1000].map(\.self)).writeText("One", to: path)
      $0.create(lines[1000...].map(\.self)).writeText("Two", to: scratch.path + "/./pipe")
    }
    let text = pipe.read()
    // A pipe holds 64 KiB.
    #expect(text.utf8.count < 1 << 16)
    #expect(text.split(separator: "\n").map(String.init).sorted() == lines.sorted())
  }

  @Test("Writing to a full non-blocking pipe waits for the reader")
  func pipeThatDoesNotWait() throws {
    var ends: [Int32] = [0, 0]
    #expect(pipe(&ends) == 0)
    let (reader, writer) = (ends[0], ends[1])
    #expect(fcntl(writer, F_SETFL, O_NONBLOCK) == 0)
    let read = Mutex(0)
    let isDone = DispatchSemaphore(value: 0)
    Thread.detachNewThread {
      var buffer = [UInt8](repeating: 0, count: 1000)
      while case let count = Foundation.read(reader, &buffer, buffer.count), count > 0 { read.withLock { $0 += count } }
      isDone.signal()
    }
    // Many times what a pipe holds.
    let stream = LineStream(to: .descriptor(writer), as: FilePath(utf8: "the pipe"))
    try stream.open()
    let bytes = [UInt8](repeating: 0x78, count: 1 << 20)
    try bytes.withUnsafeBytes { try stream.write($0) }
    stream.close()
    close(writer)
    isDone.wait()
    close(reader)
    let count = read.withLock { $0 }
    #expect(count == bytes.count)
  }

  @Test("A hyphen is standard output, which cannot have shards; ./- is a file of that name")
  func hyphen() throws {
    let pipeline = Pipeline()
    pipeline.create(["x"]).writeText(to: "-", shards: 2)
    #expect(message { try pipeline.graph.validate() }.contains("standard output cannot have 2 shards"))
    let scratch = try Scratch()
    try write(["x"], to: scratch.path + "/-")
    #expect(try scratch.read("-") == "x\n")
  }
}
