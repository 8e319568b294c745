import JoistArguments
import JoistKafka
import Rows

/// Where `joist consume` begins in each partition.
struct StartOfReading: ExpressibleByArgument {
  /// A position that is found in each partition.
  enum Position: Equatable {
    case earliest
    case latest
    case offset(Int64)
    /// This many records before the end.
    case last(Int64)
    /// The first record with this timestamp or a later one.
    case time(Timestamp)
  }

  let position: Position
  /// The position as the user typed it: `beginning`.
  let word: String

  static let earliest = StartOfReading(position: .earliest, word: "earliest")

  private init(position: Position, word: String) {
    self.position = position
    self.word = word
  }

  init?(argument: String) {
    word = argument
    switch argument {
    case "earliest", "beginning": position = .earliest
    case "latest", "end": position = .latest
    default:
      if argument.hasPrefix("@"), let time = Timestamp(timeArgument: String(argument.dropFirst())) {
        position = .time(time)
      } else if let number = Int64(argument) {
        position = number < 0 ? .last(number == .min ? .max : -number) : .offset(number)
      } else {
        return nil
      }
    }
  }

  static var expectation: String? {
    """
    earliest or beginning, latest or end, an offset, -N for the last N of each partition, or @TIME such as \
    @2024-01-01T00:00:00Z
    """
  }

  var defaultValueDescription: String { word }

  /// The offset of each partition's first record.
  /// - Throws: `KafkaError` if the cluster cannot look up offsets by time.
  func offsets(
    in ranges: [KafkaPartition: PartitionOffsets], _ cluster: KafkaClusterClient
  ) throws -> [KafkaPartition: Int64] {
    switch position {
    case .earliest: return ranges.mapValues(\.first)
    case .latest: return ranges.mapValues(\.end)
    case .offset(let offset): return ranges.mapValues { min(max(offset, $0.first), $0.end) }
    case .last(let count): return ranges.mapValues { max($0.first, $0.end - min(count, $0.end)) }
    case .time(let time):
      if cluster.cluster.isEmbedded {
        throw KafkaError(
          .other, "the broker of 'joist up' cannot look up offsets by time", hint: "use --from -N for the last records")
      }
      let found = try cluster.offsets(of: Array(ranges.keys), atMilliseconds: time.milliseconds)
      return ranges.reduce(into: [:]) { $0[$1.key] = found[$1.key] ?? $1.value.end }
    }
  }
}
