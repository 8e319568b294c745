import Rows
import Testing

enum Level: String, RowValue, CaseIterable { case low, high }
enum Status: Int, RowValue, StreamKey { case ok = 200, missing = 404 }

@Row struct Place: Sendable, Hashable {
  var lat: Double, lng: Double
}

@Row struct Visit: Sendable, Hashable {
  var ip: String, id: String
  let userAgent: String
  var httpURLPath: String?
  var eventTS: Int64
  @Field("size") var fileSizeBytes: Int32
  var tags: [String?] = ["default"]
  var places: [Place]
  var home: Place?
  var level: Level
  var at: Timestamp
  var raw: Bytes { didSet {} }
  var counts: [String: Int64]
  var ratio: Float
  var small: UInt8, short: Int16, tiny: Int8, wide: UInt64
  static let unrelated = 3
  var computed: Int { 1 }
  var `default`: Bool
  init(ip: String) {
    (self.ip, id, userAgent, httpURLPath, eventTS, fileSizeBytes) = (ip, "i", "agent", nil, 5, 6)
    (tags, places, home, level, at) = (["a", nil], [Place(lat: 1, lng: 2)], nil, .high, .epoch)
    (raw, counts, ratio, small, short, tiny, wide) = ([1, 2], ["x": 1], 1.5, 200, -300, -3, .max)
    `default` = true
  }
}

@Row struct VisitKey: Sendable, StreamKey {
  var eventID: String, eventTS: Int64, status: Status?
}

@Row(names: .camelCase) struct Camel: Sendable { var eventTS: Int }
@Row struct Empty: Equatable {}
@Row struct Pair<First: RowValue, Second: RowValue> { var first: First, second: Second }
@Row struct Tree: Equatable { var name: String, kids: [Tree] }
@Row struct Single: Equatable { var only: Int? }

typealias Maybe = String?
@Row struct Defaults: Equatable {
  var number: Int? = 5
  var text: Maybe = "x"
  var level: Level = .low
  var count: Int = { 7 }()
}
extension Visit { @Row struct Nested { var name: String } }

@Suite struct RowMacroTests {
  @Test("Names on the wire are in snake case") func snakeCase() {
    #expect(
      Visit.fieldNames == [
        "ip", "id", "user_agent", "http_url_path", "event_ts", "size", "tags", "places", "home", "level", "at", "raw",
        "counts", "ratio", "small", "short", "tiny", "wide", "default",
      ])
    #expect(Camel.fieldNames == ["eventTS"])
  }

  @Test("Names of fields are found, and other names are not") func lookup() {
    func index(_ name: String) -> Int { Array(name.utf8).withUnsafeBytes { Visit.fieldIndex(of: $0) } }
    for (position, name) in Visit.fieldNames.enumerated() {
      #expect(index(name) == position)
      #expect(index(name + "x") == -1 && index(String(name.dropLast())) == -1)
      // The same word with another length: a zero byte more.
      #expect(index(name + "\0") == -1)
    }
    #expect(index("") == -1 && index("eventTS") == -1)
    #expect(index("http_url" + "_pbth") == -1)
  }

  @Test("A nil is read back even if the default is not nil") func nilWithDefault() throws {
    let empty = Defaults(number: nil, text: nil, level: .high, count: 0)
    #expect(try Bytes(encoding: empty).decode(Defaults.self) == empty)
    #expect(try Bytes([0, 0]).decode(Defaults.self) == Defaults(number: nil, text: nil))
    #expect(try Bytes(encoding: Defaults()).decode(Defaults.self) == Defaults())
    #expect(try Bytes(encoding: Single()).decode(Single.self) == Single())
  }

  @Test("Rows are read back from their encoding") func roundTrip() throws {
    var visit = Visit(ip: "1.2.3.4")
    #expect(try Bytes(encoding: visit).decode(Visit.self) == visit)
    visit.httpURLPath = "/"
    visit.home = Place(lat: -1, lng: 0)
    #expect(try Bytes(encoding: visit).decode(Visit.self) == visit)
    #expect(try Bytes(encoding: Empty()).decode(Empty.self) == Empty())
    let tree = Tree(name: "a", kids: [Tree(name: "b", kids: []), Tree(name: "c", kids: [Tree(name: "d", kids: [])])])
    #expect(try Bytes(encoding: tree).decode(Tree.self) == tree)
  }
}

extension Row {
  /// The names of all fields on the wire, in order.
  static var fieldNames: [String] { (0..<fieldCount).map { fieldName(at: $0).description } }
}
