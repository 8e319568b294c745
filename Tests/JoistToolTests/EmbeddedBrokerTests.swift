import Foundation
import JoistKafka
import Testing

@testable import JoistTool

/// Whether nobody listens at an address of this machine.
private func isRefused(_ address: String) -> Bool {
  var socketAddress = sockaddr_in()
  socketAddress.sin_family = sa_family_t(AF_INET)
  socketAddress.sin_addr.s_addr = inet_addr("127.0.0.1")
  socketAddress.sin_port = (address.split(separator: ":").last.flatMap { UInt16($0) } ?? 0).bigEndian
  #if canImport(Darwin)
    let socket = socket(AF_INET, SOCK_STREAM, 0)
  #else
    let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
  #endif
  defer { close(socket) }
  let code = withUnsafePointer(to: &socketAddress) {
    $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
      connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
    }
  }
  return code != 0 && errno == ECONNREFUSED
}

@Suite("joist up, status and down") struct EmbeddedBrokerTests {
  @Test("A broker serves its topics until it is stopped, and leaves no files")
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
    #expect(again.errors.contains("a broker is already running at \(address)"))

    #expect(try tool.run("down").code == 0)
    #expect(tool.leftOver == [])
    #expect(isRefused(address))
    #expect(try tool.run("down").code == 0)
  }

  @Test("Files of a killed broker do not count as a running one, and are removed")
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

  @Test("`joist down` removes the locks of groups that no job holds")
  func locksOfGroups() throws {
    let tool = ToolRuns()
    let groups = tool.stateFolder.appending(path: "joist/groups")
    try FileManager.default.createDirectory(at: groups, withIntermediateDirectories: true)
    try Data().write(to: groups.appending(path: "left"))
    guard case .taken(let held) = LockFile(groups.appending(path: "held").path).take() else {
      Issue.record("the lock cannot be taken")
      return
    }
    #expect(try tool.run("down").code == 0)
    #expect(tool.leftOver.sorted() == ["joist", "joist/groups", "joist/groups/held"])
    close(held)
    #expect(try tool.run("up").code == 0)
    #expect(try tool.run("down").code == 0)
    #expect(tool.leftOver == [])
  }

  @Test("A broker listens at the first of its ports that is free") func ports() throws {
    // Other programs may take a port at any moment, so several are tried.
    let free = try (0..<3).map { _ in try freePort() }
    let taken = try #require(try Listener.first(of: free))
    let next = try #require(try Listener.first(of: [taken.port] + free))
    #expect(next.port != taken.port && free.contains(next.port))
    #expect(try Listener.first(of: [taken.port, next.port]) == nil)
    #expect(ServeBroker.usualPorts.first == 9092)
  }

  /// A port of this machine that no program uses now.
  private func freePort() throws -> UInt16 {
    let file = try Socket.tcp()
    defer { close(file) }
    try #require(Socket.withLoopback(0) { bind(file, $0, $1) } == 0)
    var address = sockaddr_in()
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let code = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(file, $0, &size) }
    }
    try #require(code == 0)
    return UInt16(bigEndian: address.sin_port)
  }

  @Test("An error names a state folder that cannot be created")
  func noFolder() throws {
    let tool = ToolRuns()
    try Data().write(to: tool.stateFolder)
    let up = try tool.run("up")
    #expect(up.code == 1)
    #expect(up.errors.contains(tool.stateFolder.path))
    #expect(up.output == "")
  }

  @Test("Lists of topics are parsed", arguments: [("a:1", 1), ("website-visit:8,b.c_d:1000", 2)])
  func topics(text: String, count: Int) {
    #expect(TopicList(argument: text)?.topics.count == count)
    #expect(TopicList(argument: text)?.argument == text)
  }

  @Test(
    "Malformed lists of topics are refused",
    arguments: ["", "a", "a:", "a:0", ":1", "a:1,", "a:1,a:2", "ä:1", "a:1001", "..:1"])
  func noTopics(text: String) { #expect(TopicList(argument: text) == nil) }

  @Test("An error for malformed topics says what is expected")
  func badTopics() throws {
    let up = try ToolRuns().run("up", "--topics", "visits")
    #expect(up.code == 2)
    #expect(up.errors.contains("it must be a list of NAME:PARTITIONS, separated by commas"))
  }

  @Test(
    "unknown parameters are refused", arguments: [["up", "--ports"], ["down", "now"], ["status", "-x"], ["top"]])
  func unknown(arguments: [String]) throws {
    let result = try ToolRuns().run(arguments[0], arguments.count > 1 ? arguments[1] : "x")
    #expect(result.code == 2)
    #expect(!result.errors.isEmpty)
  }
}
