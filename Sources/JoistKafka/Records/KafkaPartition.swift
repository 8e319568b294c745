/// One partition of a topic.
public struct KafkaPartition: Sendable, Hashable {
  /// The topic's name.
  public var topic: String
  /// The partition's number in the topic, from 0.
  public var number: Int32

  /// Makes a partition from a topic and a number.
  public init(_ topic: String, _ number: Int32) {
    self.topic = topic
    self.number = number
  }
}

extension KafkaPartition: CustomStringConvertible, Comparable {
  /// The topic and number, such as `website-visit[3]`.
  public var description: String { "\(topic)[\(number)]" }

  /// Orders partitions by topic, then by number.
  public static func < (left: KafkaPartition, right: KafkaPartition) -> Bool {
    (left.topic, left.number) < (right.topic, right.number)
  }
}
