import CJoistKafka

/// One request of librdkafka's admin API, with its options and the queue for its response.
// SAFETY: this value owns the queue and the options from `init` to `deinit`.
struct AdminRequest: ~Copyable {
  /// The queue for the response.
  let queue: OpaquePointer?
  /// The request's options, such as its timeout.
  let options: OpaquePointer?
  private let deadline: Deadline

  /// Prepares a request to the brokers of a client.
  init(_ operation: rd_kafka_admin_op_t, of client: ClientHandle, within limit: Deadline) {
    deadline = limit
    queue = rd_kafka_queue_new(client.pointer)
    options = rd_kafka_AdminOptions_new(client.pointer, operation)
    _ = TextBuffer.capture { [options] in
      rd_kafka_AdminOptions_set_request_timeout(options, limit.milliseconds(), $0, $1)
    }
  }

  deinit {
    rd_kafka_AdminOptions_destroy(options)
    rd_kafka_queue_destroy(queue)
  }

  /// Makes the brokers respond only after all of them know of the requested change.
  func waitForAllBrokers() {
    _ = TextBuffer.capture { [options, deadline] in
      rd_kafka_AdminOptions_set_operation_timeout(options, deadline.milliseconds(), $0, $1)
    }
  }

  /// Waits for the response and passes it to `body`, which must not keep it; nil if none came in time.
  func withResponse<Result, Failure: Error>(_ body: (OpaquePointer) throws(Failure) -> Result) throws(Failure)
    -> Result?
  {
    guard let event = rd_kafka_queue_poll(queue, deadline.milliseconds() + 1_000) else { return nil }
    defer { rd_kafka_event_destroy(event) }
    return try body(event)
  }
}
