import Foundation
import JoistArguments
import JoistKafka
import Testing

@Suite("Brokers as an option")
struct BrokersTests {
  struct Command: ParsableArguments {
    @Option(help: "Kafka bootstrap servers.") var brokers: KafkaBrokers
  }

  @Test("Addresses are parsed from the command line")
  func given() throws {
    #expect(try Command.parse(["--brokers", "a:1,b:2"]).brokers == "a:1,b:2")
    for wrong in ["", "a:1,", "a b"] {
      let error = #expect(throws: (any Error).self) { try Command.parse(["--brokers", wrong]) }
      #expect(error.map { "\($0)".contains("it must be HOST:PORT") } == true)
    }
  }

  @Test("The default is the broker that joist up has recorded")
  func note() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "joist-brokers-\(UUID())")
    defer { try? FileManager.default.removeItem(at: folder) }
    let note = RunningBroker(stateFolder: folder.path)
    #expect(note.addresses == nil)
    let file = URL(filePath: note.path)
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data("127.0.0.1:4123\n".utf8).write(to: file)
    // As a broker leaves it that was killed: nobody holds the lock beside it.
    #expect(note.addresses == nil && note.wasKilled)
    try Data().write(to: file.deletingLastPathComponent().appending(path: "process"))
    #expect(note.addresses == nil && note.wasKilled)
    try Data("\n".utf8).write(to: file)
    #expect(note.addresses == nil && !note.wasKilled)
  }
}
