import CJoistKafka
package import JoistKafka

extension KafkaProducerClient {
  /// Makes the producer fail permanently, as a broker's response can.
  package func fail() {
    rd_kafka_test_fatal_error(handle, RD_KAFKA_RESP_ERR_OUT_OF_ORDER_SEQUENCE_NUMBER, "made by a test")
  }
}

extension MockCluster {
  /// Closes a broker's connections and refuses new ones.
  package func takeDown(broker: Int32 = 1) { rd_kafka_mock_broker_set_down(handle, broker) }

  /// Lets a broker accept connections again.
  package func bringUp(broker: Int32 = 1) { rd_kafka_mock_broker_set_up(handle, broker) }

  /// Makes a broker the leader of a partition.
  package func setLeader(of topic: String, partition: Int32, broker: Int32) {
    rd_kafka_mock_partition_set_leader(handle, topic, partition, broker)
  }

  /// Delays a broker's responses.
  package func setRoundTrip(broker: Int32 = 1, milliseconds: Int32) {
    rd_kafka_mock_broker_set_rtt(handle, broker, milliseconds)
  }
}
