import CJoistKafka
import Synchronization

/// Sends a request to the brokers at regular intervals, on its own thread. Its owner stops it; stopping does not wait for a
/// request in flight.
final class PeriodicRequest: Sendable {
  /// The queue on which the thread waits between two requests, and the time of the next one.
  // SAFETY: any thread may use a librdkafka queue; the pointer never changes and is destroyed with the last reference.
  private final class Timer: @unchecked Sendable {
    /// Keeps the client alive as long as its queue.
    let client: ClientHandle
    let queue: OpaquePointer
    /// When the next request is due.
    // SAFETY: only the request's thread reads or writes it after the thread has started.
    nonisolated(unsafe) var next = ContinuousClock.now

    init(_ client: ClientHandle) {
      self.client = client
      queue = rd_kafka_queue_new(client.pointer)
    }

    deinit { rd_kafka_queue_destroy(queue) }
  }

  private let timer: Timer
  private let thread: ServiceThread
  private let isStopped = Atomic(false)

  /// Starts the thread.
  /// - Parameters:
  ///   - interval: the time between the beginnings of two requests.
  ///   - client: the client that sends them.
  ///   - send: sends a request, and may wait for the response.
  /// - Throws: ``KafkaError`` if a thread cannot be created.
  init(every interval: Duration, _ client: ClientHandle, _ send: @escaping @Sendable () -> Void) throws(KafkaError) {
    let timer = Timer(client)
    self.timer = timer
    thread = try ServiceThread {
      let now = ContinuousClock.now
      if now < timer.next {
        // Nothing ever arrives on the queue: polling it is a pause that `stop` can end.
        if let event = rd_kafka_queue_poll(timer.queue, Deadline(within: timer.next - now).milliseconds()) {
          rd_kafka_event_destroy(event)
        }
        return
      }
      timer.next = now + interval
      send()
    }
  }

  deinit { stop() }

  /// Stops sending requests. Returns at once.
  func stop() {
    guard !isStopped.exchange(true, ordering: .acquiringAndReleasing) else { return }
    thread.leave { rd_kafka_queue_yield(timer.queue) }
  }
}
