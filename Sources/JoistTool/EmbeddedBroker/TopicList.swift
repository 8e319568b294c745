import JoistArguments
import JoistKafka

/// Topics to create, written as `website-visit:8,website-out:8`.
struct TopicList: ExpressibleByArgument {
  let topics: [EmbeddedTopic]

  /// The topics of the website-visits example.
  static let websiteVisits = TopicList(topics: [
    EmbeddedTopic("website-visit", partitions: 8), EmbeddedTopic("website-out", partitions: 8),
    EmbeddedTopic("website-dead-letter", partitions: 1),
  ])

  init(topics: [EmbeddedTopic]) { self.topics = topics }

  /// Parses a list; nil if a part is not `NAME:PARTITIONS`, Kafka does not allow a name, or a name occurs twice.
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
    "a list of NAME:PARTITIONS, separated by commas, each name once, with 1 to \(mostPartitions) partitions"
  }

  var defaultValueDescription: String { argument }

  /// The list as written on the command line.
  var argument: String { topics.map { "\($0.name):\($0.partitions)" }.joined(separator: ",") }

  /// The most partitions of a topic; each takes memory and makes the start slower.
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
