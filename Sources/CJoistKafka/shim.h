#pragma once
#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>

/// Gives a record to a producer, which copies key and value. It exists because Swift cannot call variadic functions such as
/// rd_kafka_producev.
///
/// key and value may be NULL, which differs from empty. timestamp is in milliseconds; 0 means the current time. If the call
/// succeeds, the producer owns headers; otherwise the caller still does. It fails with RD_KAFKA_RESP_ERR__QUEUE_FULL while the
/// queue is full.
static inline rd_kafka_resp_err_t joist_kafka_produce(
    rd_kafka_t *producer, rd_kafka_topic_t *topic, int32_t partition, const void *key, size_t key_length,
    const void *value, size_t value_length, int64_t timestamp, rd_kafka_headers_t *headers, void *opaque) {
  int flags = RD_KAFKA_MSG_F_COPY;
  if (!headers && !timestamp) {
    int refused = rd_kafka_produce(topic, partition, flags, (void *)value, value_length, key, key_length, opaque);
    return refused ? rd_kafka_last_error() : RD_KAFKA_RESP_ERR_NO_ERROR;
  }
  if (!headers)
    return rd_kafka_producev(
        producer, RD_KAFKA_V_RKT(topic), RD_KAFKA_V_PARTITION(partition), RD_KAFKA_V_MSGFLAGS(flags),
        RD_KAFKA_V_KEY(key, key_length), RD_KAFKA_V_VALUE((void *)value, value_length),
        RD_KAFKA_V_TIMESTAMP(timestamp), RD_KAFKA_V_OPAQUE(opaque), RD_KAFKA_V_END);
  return rd_kafka_producev(
      producer, RD_KAFKA_V_RKT(topic), RD_KAFKA_V_PARTITION(partition), RD_KAFKA_V_MSGFLAGS(flags),
      RD_KAFKA_V_KEY(key, key_length), RD_KAFKA_V_VALUE((void *)value, value_length),
      RD_KAFKA_V_TIMESTAMP(timestamp), RD_KAFKA_V_HEADERS(headers), RD_KAFKA_V_OPAQUE(opaque), RD_KAFKA_V_END);
}
