import CJoistKafka
import Synchronization

// Sendable: librdkafka's queues may be used from any thread, and the pointer never changes.
/// Asks the brokers something again and again, on a thread of its own. Its owner stops it; a question that is on its way then
/// is not waited for.
final class PeriodicRequest: @unchecked Sendable {
  /// What the thread waits on between two questions.
  private final class Alarm: @unchecked Sendable {
    let client: ClientHandle
    let queue: OpaquePointer
    /// When the next question is due; used by the thread alone.
    nonisolated(unsafe) var next = ContinuousClock.now

    init(_ client: ClientHandle) {
      self.client = client
      queue = rd_kafka_queue_new(client.pointer)
    }

    deinit { rd_kafka_queue_destroy(queue) }
  }

  private let alarm: Alarm
  private let thread: ServiceThread
  private let isStopped = Atomic(false)

  /// Starts the thread.
  /// - Parameters:
  ///   - interval: from one question to the next.
  ///   - client: the client that is asked.
  ///   - ask: asks, and may wait for the answer.
  /// - Throws: ``KafkaError`` where the system has no thread to give.
  init(every interval: Duration, _ client: ClientHandle, _ ask: @escaping @Sendable () -> Void) throws(KafkaError) {
    let alarm = Alarm(client)
    self.alarm = alarm
    thread = try ServiceThread {
      let now = ContinuousClock.now
      if now < alarm.next {
        // Nothing arrives on the queue: this is a pause that can be ended.
        if let event = rd_kafka_queue_poll(alarm.queue, Deadline(within: alarm.next - now).milliseconds()) {
          rd_kafka_event_destroy(event)
        }
        return
      }
      alarm.next = now + interval
      ask()
    }
  }

  deinit { stop() }

  /// Stops asking. Returns at once.
  func stop() {
    guard !isStopped.exchange(true, ordering: .acquiringAndReleasing) else { return }
    thread.leave { rd_kafka_queue_yield(alarm.queue) }
  }
}
