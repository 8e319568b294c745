import JoistArguments
import JoistKafka

/// Topics to be made, as `website-visit:8,website-out:8`.
struct TopicList: ExpressibleByArgument {
  let topics: [EmbeddedTopic]

  /// Those of the website visits.
  static let websiteVisits = TopicList(topics: [
    EmbeddedTopic("website-visit", partitions: 8), EmbeddedTopic("website-out", partitions: 8),
    EmbeddedTopic("website-dead-letter", partitions: 1),
  ])

  init(topics: [EmbeddedTopic]) { self.topics = topics }

  /// Reads a list; nil where a part is not `NAME:PARTITIONS`, a name is none that Kafka takes or comes twice.
  init?(argument: String) {
    var topics: [EmbeddedTopic] = []
    for part in argument.split(separator: ",", omittingEmptySubsequences: false) {
      let pieces = part.split(separator: ":", omittingEmptySubsequences: false)
      guard pieces.count == 2, Self.isName(pieces[0]), let partitions = Int(pieces[1]),
        (1...Self.mostPartitions).contains(partitions), !topics.contains(where: { $0.name == pieces[0] })
      else { return nil }
      topics.append(EmbeddedTopic(String(pieces[0]), partitions: partitions))
    }
    self.topics = topics
  }

  static var expectation: String? {
    "NAME:PARTITIONS, several with commas between, each name once, 1 to \(mostPartitions) partitions"
  }

  var defaultValueDescription: String { argument }

  /// The list as it is given.
  var argument: String { topics.map { "\($0.name):\($0.partitions)" }.joined(separator: ",") }

  /// Partitions of one topic at most: each takes memory and a moment at the start.
  private static let mostPartitions = 1000

  private static func isName(_ text: Substring) -> Bool {
    (1...249).contains(text.utf8.count) && text != "." && text != ".."
      && text.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
          true
        default: false
        }
      }
  }
}
