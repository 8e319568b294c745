import Foundation
import JoistKafka
import Testing

@testable import JoistTool

/// Whether nobody listens at an address of this machine.
private func isRefused(_ address: String) -> Bool {
  var place = sockaddr_in()
  place.sin_family = sa_family_t(AF_INET)
  place.sin_addr.s_addr = inet_addr("127.0.0.1")
  place.sin_port = (address.split(separator: ":").last.flatMap { UInt16($0) } ?? 0).bigEndian
  #if canImport(Darwin)
    let socket = socket(AF_INET, SOCK_STREAM, 0)
  #else
    let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
  #endif
  defer { close(socket) }
  let code = withUnsafePointer(to: &place) {
    $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
      connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
    }
  }
  return code != 0 && errno == ECONNREFUSED
}

@Suite("joist up, status and down") struct EmbeddedBrokerTests {
  @Test("a broker with its topics is there until it is ended, and nothing is left of it")
  func lifeOfABroker() throws {
    let tool = ToolRuns()
    #expect(try tool.run("status").code == 1)

    let up = try tool.run("up", "--topics", "in:3,out:1")
    #expect(up.code == 0)
    let address = up.output.trimmingCharacters(in: .newlines)
    #expect(tool.folder.note.addresses == address)
    let process = try #require(tool.folder.runningProcess)
    #expect(!isRefused(address))

    let status = try tool.run("status")
    #expect(status.code == 0)
    #expect(status.output.contains("\(address) (process \(process))"))
    #expect(status.output.contains("in: 3 partitions, 0 records"))
    #expect(status.output.contains("out: 1 partition, 0 records"))

    let again = try tool.run("up")
    #expect(again.code == 1)
    #expect(again.errors.contains("a broker runs already at \(address)"))

    #expect(try tool.run("down").code == 0)
    #expect(tool.leftOver == [])
    #expect(isRefused(address))
    #expect(try tool.run("down").code == 0)
  }

  @Test("what a killed broker leaves is not taken for one, and is cleared away")
  func killedBroker() throws {
    let tool = ToolRuns()
    #expect(try tool.run("up").code == 0)
    let first = try #require(tool.folder.runningProcess)
    kill(first, SIGKILL)
    while tool.folder.runningProcess != nil { usleep(1000) }
    #expect(tool.folder.note.addresses == nil && tool.folder.note.wasKilled)
    #expect(try tool.run("status").code == 1)
    #expect(try tool.run("up").code == 0)
    #expect(tool.folder.runningProcess != first)
    #expect(try tool.run("down").code == 0)
    #expect(tool.leftOver == [])
  }

  @Test("a state folder that cannot be made is named")
  func noFolder() throws {
    let tool = ToolRuns()
    try Data().write(to: tool.stateFolder)
    let up = try tool.run("up")
    #expect(up.code == 1)
    #expect(up.errors.contains(tool.stateFolder.path))
    #expect(up.output == "")
  }

  @Test("lists of topics", arguments: [("a:1", 1), ("website-visit:8,b.c_d:1000", 2)])
  func topics(text: String, count: Int) {
    #expect(TopicList(argument: text)?.topics.count == count)
    #expect(TopicList(argument: text)?.argument == text)
  }

  @Test(
    "what is no list of topics", arguments: ["", "a", "a:", "a:0", ":1", "a:1,", "a:1,a:2", "ä:1", "a:1001", "..:1"])
  func noTopics(text: String) { #expect(TopicList(argument: text) == nil) }

  @Test("topics in another form are refused, with the form")
  func badTopics() throws {
    let up = try ToolRuns().run("up", "--topics", "visits")
    #expect(up.code == 2)
    #expect(up.errors.contains("it must be NAME:PARTITIONS, several with commas between"))
  }

  @Test(
    "unknown parameters are refused", arguments: [["up", "--ports"], ["down", "now"], ["status", "-x"], ["top"]])
  func unknown(arguments: [String]) throws {
    let result = try ToolRuns().run(arguments[0], arguments.count > 1 ? arguments[1] : "x")
    #expect(result.code == 2)
    #expect(!result.errors.isEmpty)
  }
}
