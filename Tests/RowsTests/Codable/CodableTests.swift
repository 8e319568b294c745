import Rows
import Testing

enum Color: String, Codable { case red, green }
enum Shape: Codable, Equatable { case circle(radius: Double), square(side: Int) }

struct Address: Codable, Equatable {
  var street: String
  var number: Int16?
}

struct Person: Codable, Streamable, Equatable {
  var name: String
  var age: Int32
  var height: Double
  var weight: Float?
  var isMember: Bool
  var tags: [String]
  var scores: [String: Int]
  var home: Address
  var other: Address?
  var addresses: [Address?]
  var color: Color
  var seen: Timestamp
  var photo: Bytes
  var wide: UInt64
  var small: UInt8
  var children: Set<String>
}

struct Drawing: Codable, Streamable, Equatable { var shapes: [Shape] }
struct Branch: Codable, Streamable, Equatable { var name: String, branches: [Branch] }
struct Mixed: Codable, Streamable, Equatable { var byNumber: [Int: String] }
enum Size: String, Codable, Streamable { case small, large }
@Row struct CodableRow: Codable, Equatable { var eventTS: Int }

/// A type whose two halves disagree.
struct Liar: Codable, Streamable {
  var value: Int
  enum CodingKeys: CodingKey { case value }
  init(value: Int) { self.value = value }
  init(from decoder: any Decoder) throws {
    value = try decoder.container(keyedBy: CodingKeys.self).decode(Int.self, forKey: .value)
  }
  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode("\(value)", forKey: .value)
  }
}

/// A type that does not want to be written.
struct Refusing: Codable, Streamable {
  struct No: Error {}
  init() {}
  init(from decoder: any Decoder) throws { throw No() }
  func encode(to encoder: any Encoder) throws { throw No() }
}

@Suite struct CodableTests {
  private let person = Person(
    name: "é", age: -7, height: 1.5, weight: nil, isMember: true, tags: ["a", ""], scores: ["x": .min],
    home: Address(street: "s", number: -1), other: nil, addresses: [nil, Address(street: "t", number: nil)],
    color: .green, seen: Timestamp(milliseconds: -5), photo: [1, 2], wide: .max, small: 200, children: ["k"])

  private func comesBack<Value: Streamable & Equatable>(_ value: Value) throws {
    let bytes = Bytes(encoding: value)
    #expect(try bytes.decode(Value.self) == value)
    for cut in 0..<bytes.count { #expect(throws: CoderError.self) { try bytes[0..<cut].decode(Value.self) } }
  }

  @Test("Plain types are encoded as rows") func plainTypes() throws {
    try comesBack(person)
    let address = Schema(fields: [
      .init(name: "street", type: .atomic(.string)), .init(name: "number", type: .atomic(.int16).nullable),
    ])
    let row = FieldType(.row(address))
    let instant = FieldType(.logical(.init(urn: FieldType.Logical.millisInstant, representation: .atomic(.int64))))
    #expect(Person.coderSpec.urn == "beam:coder:row:v1")
    #expect(
      Person.coderSpec.schema?.fields.map(\.type) == [
        .atomic(.string), .atomic(.int32), .atomic(.double), .atomic(.float).nullable, .atomic(.boolean),
        FieldType(.array(of: .atomic(.string))), FieldType(.map(key: .atomic(.string), value: .atomic(.int64))), row,
        row.nullable, FieldType(.array(of: row.nullable)), .atomic(.string), instant, .atomic(.bytes), .atomic(.int64),
        .atomic(.int16), FieldType(.array(of: .atomic(.string))),
      ])
  }

  @Test("The bytes are the same as those of a @Row struct") func sameBytesAsRows() throws {
    let bytes = Bytes(encoding: Address(street: "s", number: nil))
    #expect(bytes == Bytes(encoding: AddressRow(street: "s", number: nil)))
  }

  @Test("Types without a schema are encoded in the self-describing format") func withoutSchema() throws {
    try comesBack(Drawing(shapes: [.circle(radius: 1.5), .square(side: -3)]))
    try comesBack(Branch(name: "a", branches: [Branch(name: "b", branches: [])]))
    try comesBack(Mixed(byNumber: [1: "a"]))
    #expect(Drawing.coderSpec.urn == CoderURN.codable && Branch.coderSpec.schema == nil)
  }

  @Test("Rows and enums with raw values keep their encodings") func rowsAndEnums() throws {
    #expect(Bytes(encoding: Size.large) == Bytes(encoding: "large"))
    #expect(throws: CoderError.refused("\"x\" is not a valid Size")) { try Bytes(encoding: "x").decode(Size.self) }
    #expect(CodableRow.coderSpec.schema?.fields.map(\.name) == ["event_ts"])
    try comesBack(CodableRow(eventTS: 3))
  }

  @Test("A value that cannot be encoded sets the writer's failure") func encodingFailures() {
    var writer = RawWriter()
    Liar.encode(Liar(value: 7), into: &writer)
    #expect(
      writer.takeFailure()?.description
        == #"Liar cannot be encoded: field "value": it encodes a string but decodes something else"#)
    #expect(writer.failure == nil)
    Refusing.encode(Refusing(), into: &writer)
    #expect(writer.takeFailure()?.description == "Refusing cannot be encoded: No()")
  }

  @Test("The error for a refused value names the type") func refusedValues() {
    let red = Bytes(encoding: Wardrobe(color: .red))
    let wrong = Bytes(Array(red.dropLast(3)) + Array("rex".utf8))
    let error = #expect(throws: CoderError.self) { try wrong.decode(Wardrobe.self) }
    #expect(error?.description.contains("Cannot initialize Color from invalid String value rex") == true)
  }
}

struct Wardrobe: Codable, Streamable { var color: Color }
extension Address: Streamable {}
@Row struct AddressRow { var street: String, number: Int16? }
