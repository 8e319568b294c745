import CJoistKafka
import Synchronization

/// Destroys clients without waiting for brokers that do not respond.
enum ClientDestruction {
  /// How long to wait for a client that is being destroyed; usually it takes milliseconds. The rest happens on a thread of its own.
  private static let patience = Duration.seconds(1)

  // SAFETY: librdkafka's clients may be used from any thread, and `destroy` is the last to use this one.
  private struct Client: @unchecked Sendable {
    let pointer: OpaquePointer
  }

  private final class Flag: Sendable {
    let isSet = Atomic(false)
  }

  /// Destroys a client.
  /// - Parameter notices: what the client writes to until then.
  static func destroy(_ pointer: OpaquePointer, _ notices: ClientNotices) {
    let client = Client(pointer: pointer)
    let isDone = Flag()
    do {
      try ServiceThread.detach {
        free(client)
        withExtendedLifetime(notices) {}
        isDone.isSet.store(true, ordering: .releasing)
      }
    } catch {
      return free(client)
    }
    let deadline = Deadline(within: patience)
    while !isDone.isSet.load(ordering: .acquiring), !deadline.hasPassed { Pause.milliseconds(1) }
  }

  private static func free(_ client: Client) {
    // Without the flag, a member of a group would wait until its broker knows that it leaves.
    rd_kafka_destroy_flags(client.pointer, RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE)
  }
}
