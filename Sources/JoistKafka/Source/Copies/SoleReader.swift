import Beam
import Synchronization

/// Makes sure that no other running job reads under a source's group: each would read everything, and each would resume from the
/// other's positions.
final class SoleReader: Sendable {
  private let membership: GroupMembership?
  private let found: Finding
  private let lock: GroupLock?

  /// A job that joined at the same moment, found afterwards.
  private final class Finding: Sendable {
    let error = Mutex<KafkaError?>(nil)
  }

  /// Why this job must not go on: another one joined at the same moment, and goes on; nil: none.
  var conflict: KafkaError? { found.error.withLock { $0 } }

  /// How much longer than the session timeout to wait for a job that does not respond any more.
  private static let margin = Duration.seconds(3)

  /// Waits until no other job reads under the group, then says that this one does.
  /// - Throws: ``KafkaError`` with the code `groupInUse`, which names the other job, after the session timeout.
  init(
    _ options: KafkaConsumerOptions, group: String, topics: [String], _ cluster: KafkaClusterClient, logger: Logger
  ) throws(KafkaError) {
    let found = Finding()
    self.found = found
    if cluster.cluster.isEmbedded {
      membership = nil
      lock = try Self.lock(options, group, logger)
      return
    }
    lock = nil
    do throws(KafkaError) {
      try Self.waitForOthers(group, cluster, logger)
      membership = try GroupMembership(
        options, group: group, topics: topics, in: cluster.cluster, logger: logger,
        found: { other in
          // The job with the lesser client id goes on.
          guard other.clientID < GroupMembership.clientID else { return }
          found.error.withLock { $0 = $0 ?? Self.refusal(group, options.brokers, "\(other.clientID) at \(other.host)") }
        },
        refused: { Self.warnOfMissingRights(to: group, logger) })
    } catch {
      guard error.code == .notAuthorized else { throw error }
      membership = nil
      Self.warnOfMissingRights(to: group, logger)
    }
  }

  private static func warnOfMissingRights(to group: String, _ logger: Logger) {
    logger.warning(
      "another running copy of this job would go unnoticed, and read and write everything again: the brokers do not allow this user the group by which copies notice each other; grant it Read",
      metadata: ["group": "\(GroupMembership.name(of: group))"])
  }

  /// Lets other jobs read.
  func leave() { membership?.leave(within: .seconds(1)) }

  private static func lock(_ options: KafkaConsumerOptions, _ group: String, _ logger: Logger) throws(KafkaError)
    -> GroupLock?
  {
    do throws(GroupLock.Held) {
      if let lock = try GroupLock(group: group, brokers: options.brokers) { return lock }
      logger.warning("another running copy of this job would go unnoticed: the state folder cannot be written")
      return nil
    } catch {
      throw refusal(group, options.brokers, "process \(error.process) of this machine")
    }
  }

  private static func waitForOthers(
    _ group: String, _ cluster: KafkaClusterClient, _ logger: Logger
  ) throws(KafkaError) {
    let deadline = Deadline(within: GroupMembership.sessionTimeout + margin)
    var hasTold = false
    while let other = try cluster.otherMember(of: GroupMembership.name(of: group), than: GroupMembership.clientID) {
      let name = "\(other.clientID) at \(other.host)"
      if deadline.hasPassed { throw refusal(group, cluster.brokers, name) }
      if !hasTold {
        logger.notice(
          "another job reads under the group; waiting, in case it was killed just now",
          metadata: [
            "group": "\(group)", "job": "\(name)",
            "for": "\((GroupMembership.sessionTimeout + margin).components.seconds) s",
          ])
      }
      hasTold = true
      Pause.milliseconds(500)
    }
  }

  private static func refusal(_ group: String, _ brokers: String, _ other: String) -> KafkaError {
    KafkaError(
      .groupInUse, "another job reads under the group \"\(group)\" at \(brokers)", detail: other,
      hint: "stop it first, or give this job a group of its own; a second copy of a job does not share its work")
  }
}
