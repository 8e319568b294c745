import CJoistKafka

/// An error code of librdkafka: a broker's code or, below zero, one of librdkafka itself.
typealias ResponseCode = rd_kafka_resp_err_t

extension ResponseCode {
  /// librdkafka's description of the code.
  var text: String { String(cString: rd_kafka_err2str(self)) }

  /// The kind of error.
  var kind: KafkaError.Code {
    switch self {
    case RD_KAFKA_RESP_ERR__TRANSPORT, RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN, RD_KAFKA_RESP_ERR__RESOLVE,
      RD_KAFKA_RESP_ERR__TIMED_OUT, RD_KAFKA_RESP_ERR__TIMED_OUT_QUEUE, RD_KAFKA_RESP_ERR__WAIT_COORD:
      .noBroker
    case RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART, RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC,
      RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION:
      .noTopic
    case RD_KAFKA_RESP_ERR__AUTHENTICATION, RD_KAFKA_RESP_ERR_SASL_AUTHENTICATION_FAILED, RD_KAFKA_RESP_ERR__SSL:
      .notAuthenticated
    case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED, RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED,
      RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED, RD_KAFKA_RESP_ERR_TRANSACTIONAL_ID_AUTHORIZATION_FAILED:
      .notAuthorized
    case RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE, RD_KAFKA_RESP_ERR_RECORD_LIST_TOO_LARGE:
      .recordTooLarge
    case RD_KAFKA_RESP_ERR_INVALID_TIMESTAMP: .badTimestamp
    case RD_KAFKA_RESP_ERR_INVALID_RECORD, RD_KAFKA_RESP_ERR_POLICY_VIOLATION, RD_KAFKA_RESP_ERR_INVALID_MSG,
      RD_KAFKA_RESP_ERR_INVALID_MSG_SIZE:
      .refused
    case RD_KAFKA_RESP_ERR__FATAL: .producerFailed
    case RD_KAFKA_RESP_ERR__MSG_TIMED_OUT, RD_KAFKA_RESP_ERR__PURGE_QUEUE, RD_KAFKA_RESP_ERR__PURGE_INFLIGHT,
      RD_KAFKA_RESP_ERR__DESTROY:
      .notDelivered
    default: .other
    }
  }

  /// Whether a broker refused to write a record. It then refuses all records of the same request.
  var isRefusal: Bool { [.recordTooLarge, .badTimestamp, .refused].contains(kind) }

  /// Whether the same request may succeed later.
  var isTransient: Bool {
    switch self {
    case RD_KAFKA_RESP_ERR_COORDINATOR_LOAD_IN_PROGRESS, RD_KAFKA_RESP_ERR_COORDINATOR_NOT_AVAILABLE,
      RD_KAFKA_RESP_ERR_NOT_COORDINATOR, RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE,
      RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION, RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT,
      RD_KAFKA_RESP_ERR_BROKER_NOT_AVAILABLE, RD_KAFKA_RESP_ERR_REPLICA_NOT_AVAILABLE,
      RD_KAFKA_RESP_ERR_NETWORK_EXCEPTION, RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS,
      RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS_AFTER_APPEND, RD_KAFKA_RESP_ERR_KAFKA_STORAGE_ERROR,
      RD_KAFKA_RESP_ERR_FENCED_LEADER_EPOCH, RD_KAFKA_RESP_ERR_UNKNOWN_LEADER_EPOCH,
      RD_KAFKA_RESP_ERR_OFFSET_NOT_AVAILABLE:
      true
    default: [.noBroker, .notDelivered, .producerFailed].contains(kind)
    }
  }
}

extension KafkaError {
  /// Makes an error from a librdkafka code.
  /// - Parameters:
  ///   - response: the code.
  ///   - message: what failed, with the names of broker, topic and partition.
  ///   - detail: a text to add to the code's description.
  ///   - hint: what to do about it.
  init(_ response: ResponseCode, _ message: String, detail: String? = nil, hint: String? = nil) {
    self.init(
      response.kind, message, detail: detail.map { "\(response.text): \($0)" } ?? response.text, hint: hint,
      isTransient: response.isTransient)
  }
}
