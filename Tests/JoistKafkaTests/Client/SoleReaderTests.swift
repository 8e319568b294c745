import Beam
import Foundation
import KafkaTestSupport
import Synchronization
import Testing

@testable import JoistKafka

@Suite("Two jobs with one group") struct SoleReaderTests {
  @Test(
    "On a real cluster a job is seen by its membership while it runs, and by nobody afterwards",
    .enabled(if: RealBroker.isPresent, "\(RealBroker.missing)"))
  func membership() throws {
    let cluster = try TestCluster(.real)
    let topic = try cluster.makeTopic("in", partitions: 3)
    let group = "copies-of-\(topic)"
    let options = try KafkaConsumerOptions(brokers: cluster.bootstrapServers, groupID: group)
    let asking = try cluster.clusterClient(group: group)
    let sole = try SoleReader(options, group: group, topics: [topic], asking, logger: quiet)
    let name = GroupMembership.name(of: group)
    var seen: KafkaGroup.Member?
    let deadline = ContinuousClock.now + .seconds(60)
    while seen == nil, .now < deadline {
      usleep(20_000)
      seen = try asking.otherMember(of: name, than: "somebody else")
    }
    #expect(seen?.clientID == GroupMembership.clientID)
    #expect(GroupMembership.clientID.hasSuffix(":\(ProcessInfo.processInfo.processIdentifier)"))
    // A member of this process is no other job, and the job's own group has no members.
    #expect(try asking.otherMember(of: name, than: GroupMembership.clientID) == nil)
    try asking.refuseGroupInUse()
    sole.leave()
    #expect(try asking.otherMember(of: name, than: "somebody else") == nil)
  }

  @Test(
    "On a real cluster a job waits for the session timeout, then refuses and names the other",
    .enabled(if: IndependentClient.isPresent, "\(IndependentClient.missing)"),
    .enabled(if: RealBroker.isPresent, "\(RealBroker.missing)"))
  func refused() throws {
    let cluster = try TestCluster(.real)
    let topic = try cluster.makeTopic("in")
    let group = "copies-of-\(topic)"
    let options = try KafkaConsumerOptions(brokers: cluster.bootstrapServers, groupID: group)
    let asking = try cluster.clusterClient(group: group)
    let other = try IndependentClient.join(GroupMembership.name(of: group), topic: topic, at: cluster.bootstrapServers)
    let error = #expect(throws: KafkaError.self) {
      try SoleReader(options, group: group, topics: [topic], asking, logger: quiet)
    }
    #expect(error?.code == .groupInUse)
    #expect(error?.detail?.contains("independent-member") == true)
    try other.finish()
    let sole = try SoleReader(options, group: group, topics: [topic], asking, logger: quiet)
    #expect(sole.conflict == nil)
    // One that joins at the same moment is found afterwards; that with the lesser client id goes on.
    let start = ContinuousClock.now
    let late = try IndependentClient.join(GroupMembership.name(of: group), topic: topic, at: cluster.bootstrapServers)
    // A member that did not complete its own rebalance would be waited for until `max.poll.interval.ms`, five minutes.
    #expect(.now - start < .seconds(120))
    let deadline = ContinuousClock.now + .seconds(30)
    while sole.conflict == nil, .now < deadline { usleep(50_000) }
    #expect(sole.conflict?.detail?.contains("independent-member") == true)
    try late.finish()
    sole.leave()
  }

  @Test(
    "A job without rights to the group by which copies notice each other says so once, and runs",
    .enabled(if: IndependentClient.isPresent, "\(IndependentClient.missing)"),
    .enabled(if: RealBroker.isPresent, "\(RealBroker.missing)"))
  func noRights() throws {
    let broker = try RealBroker(properties: RealBroker.withAuthorizer)
    try broker.makeTopic("in", partitions: 1)
    // Without Describe the other members cannot be seen; without Read alone the job itself cannot be.
    for operation in ["DESCRIBE", "READ"] {
      let group = "no-\(operation)"
      let name = GroupMembership.name(of: group)
      try IndependentClient.deny(operation, on: name, at: broker.bootstrapServers)
      let options = try KafkaConsumerOptions(brokers: broker.bootstrapServers, groupID: group)
      let warnings = Mutex<[LogEvent]>([])
      let logger = Logger(label: "kafka", logLevel: .warning) { event in warnings.withLock { $0.append(event) } }
      let asking = try KafkaClusterClient(options, logger: quiet)
      let sole = try SoleReader(options, group: group, topics: ["in"], asking, logger: logger)
      let deadline = ContinuousClock.now + .seconds(60)
      while warnings.withLock({ $0.isEmpty }), .now < deadline { usleep(50_000) }
      // The member goes on to try to join.
      usleep(3_000_000)
      #expect(sole.conflict == nil)
      sole.leave()
      #expect(warnings.withLock { $0.map { "\($0.metadata["group"] ?? "")" } } == [name])
    }
  }

  @Test("On an embedded broker a lock that another process holds is noticed, and is free after that process")
  func lock() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "joist-lock-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    #expect(try GroupLock(group: "a b/c", brokers: "127.0.0.1:9", folder: folder) != nil)
    let file = try #require(try FileManager.default.contentsOfDirectory(atPath: folder + "/joist/groups").first)

    let holder = Process()
    let output = Pipe()
    holder.executableURL = URL(filePath: "/usr/bin/env")
    holder.arguments = [
      "python3", "-c",
      "import fcntl,sys; f=open(sys.argv[1],'r+'); fcntl.lockf(f,fcntl.LOCK_EX); print('held',flush=True); import time; time.sleep(600)",
      folder + "/joist/groups/" + file,
    ]
    holder.standardOutput = output
    try holder.run()
    _ = output.fileHandleForReading.availableData
    let held = #expect(throws: GroupLock.Held.self) {
      try GroupLock(group: "a b/c", brokers: "127.0.0.1:9", folder: folder)
    }
    #expect(held?.process == holder.processIdentifier)
    #expect(try GroupLock(group: "another", brokers: "127.0.0.1:9", folder: folder) != nil)
    let long = String(repeating: "g", count: 300)
    let locks = try ["a", "b"].map { try GroupLock(group: long + $0, brokers: "127.0.0.1:9", folder: folder) }
    #expect(locks.allSatisfy { $0 != nil })
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder + "/joist/groups").count == 4)
    GroupLocks(stateFolder: folder).removeUnused()
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder + "/joist/groups") == [file])
    // A child of a test process may have SIGTERM blocked.
    kill(holder.processIdentifier, SIGKILL)
    holder.waitUntilExit()
    #expect(try GroupLock(group: "a b/c", brokers: "127.0.0.1:9", folder: folder) != nil)
    GroupLocks(stateFolder: folder).removeUnused()
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder + "/joist") == [])
    #expect(try GroupLock(group: "a b/c", brokers: "127.0.0.1:9", folder: folder) != nil)
  }

  @Test("A lock is taken on the file at its path, also while another process removes free lock files")
  func removedMeanwhile() throws {
    let path = FileManager.default.temporaryDirectory.appending(path: "joist-lock-\(UUID().uuidString)").path
    defer { unlink(path) }
    let remover = Process()
    let output = Pipe()
    remover.executableURL = URL(filePath: "/usr/bin/env")
    // As `removeIfFree()` does, as often as it can.
    let script = """
      import fcntl, os, sys
      print('ready', flush=True)
      while True:
        try:
          with open(sys.argv[1], 'r+') as f:
            fcntl.lockf(f, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if os.fstat(f.fileno()).st_ino == os.stat(sys.argv[1]).st_ino: os.unlink(sys.argv[1])
        except OSError: pass
      """
    remover.arguments = ["python3", "-c", script, path]
    remover.standardOutput = output
    try remover.run()
    defer {
      kill(remover.processIdentifier, SIGKILL)
      remover.waitUntilExit()
    }
    _ = output.fileHandleForReading.availableData
    var taken = 0
    while taken < 2_000 {
      guard case .taken(let descriptor) = LockFile(path).take() else { continue }
      taken += 1
      var (held, atPath) = (stat(), stat())
      #expect(fstat(descriptor, &held) == 0 && stat(path, &atPath) == 0 && held.st_ino == atPath.st_ino)
      close(descriptor)
    }
  }

  @Test("A state folder that cannot be written gives no lock") func noFolder() throws {
    #expect(try GroupLock(group: "g", brokers: "h:1", folder: "/dev/null/x") == nil)
  }
}
