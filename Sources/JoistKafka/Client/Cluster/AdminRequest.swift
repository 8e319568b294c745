import CJoistKafka

/// One request of librdkafka's admin API: its options, the queue for its answer, and the wait for it.
struct AdminRequest: ~Copyable {
  /// Where the answer goes.
  let answers: OpaquePointer?
  /// How long the brokers may take.
  let options: OpaquePointer?
  private let deadline: Deadline

  /// Prepares a request.
  init(_ operation: rd_kafka_admin_op_t, of client: ClientHandle, within limit: Deadline) {
    deadline = limit
    answers = rd_kafka_queue_new(client.pointer)
    options = rd_kafka_AdminOptions_new(client.pointer, operation)
    _ = TextBuffer.capture { [options] in
      rd_kafka_AdminOptions_set_request_timeout(options, limit.milliseconds(), $0, $1)
    }
  }

  deinit {
    rd_kafka_AdminOptions_destroy(options)
    rd_kafka_queue_destroy(answers)
  }

  /// Has the brokers wait until all of them know of the change that is asked for.
  func waitForAllBrokers() {
    _ = TextBuffer.capture { [options, deadline] in
      rd_kafka_AdminOptions_set_operation_timeout(options, deadline.milliseconds(), $0, $1)
    }
  }

  /// Waits for the answer and hands it to `body`; nil if none came in time.
  func withAnswer<Result, Failure: Error>(_ body: (OpaquePointer) throws(Failure) -> Result) throws(Failure) -> Result?
  {
    guard let event = rd_kafka_queue_poll(answers, deadline.milliseconds() + 1_000) else { return nil }
    defer { rd_kafka_event_destroy(event) }
    return try body(event)
  }
}
