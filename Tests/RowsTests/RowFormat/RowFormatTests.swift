import Rows
import Testing

@Row struct OldPerson: Equatable { var name: String, age: Int }
@Row struct NewPerson: Equatable {
  var name: String, age: Int
  var email: String?
  var visits: Int = 1
}
@Row struct Household: Equatable { var people: [OldPerson], byName: [String: OldPerson] }

@Suite struct RowFormatTests {
  @Test("A field added to the type is absent in old encodings") func addedField() throws {
    let old = Bytes(encoding: OldPerson(name: "a", age: 7))
    #expect(try old.decode(NewPerson.self) == NewPerson(name: "a", age: 7))
  }

  @Test("A field removed from the type must be null in old encodings") func removedField() throws {
    let trailing = NewPerson(name: "a", age: 7, email: "x", visits: 1)
    let error = CoderError.refused("the encoding has 4 fields, the type 2, and field 2 is not null")
    #expect(throws: error) { try Bytes(encoding: trailing).decode(OldPerson.self) }
    // Three fields, the third null.
    let null = Bytes([3, 1, 0b100, 1, 0x61, 7])
    #expect(try null.decode(OldPerson.self) == OldPerson(name: "a", age: 7))
  }

  @Test("Rows may have more than 64 fields") func manyFields() throws {
    var wide = Wide()
    for last in [nil, "x"] {
      wide.last = last
      wide.f68 = last.map { _ in 5 }
      #expect(try Bytes(encoding: wide).decode(Wide.self) == wide)
    }
    // 71 fields need nine bytes; the last bit that is set is that of the field 70, or 65 where f67 and f68 are there.
    wide.last = nil
    wide.f67 = 1
    #expect(Bytes(encoding: wide)[1] == 9)
    wide.last = "x"
    (wide.f64, wide.f65) = (1, 1)
    #expect(Bytes(encoding: wide)[1] == 8)
  }

  @Test("Errors name the field") func failures() {
    func failure(_ bytes: [UInt8]) -> String? {
      do throws(CoderError) {
        _ = try Bytes(bytes).decode(Household.self)
        return nil
      } catch {
        return error.description
      }
    }
    #expect(failure([2, 0, 0, 0, 0, 1, 2, 0, 1, 0xFF, 7]) == #"field "people.name": a string is not valid UTF-8"#)
    #expect(failure([2, 0, 0, 0, 0, 1, 2, 0, 1]) == #"field "people.name": the bytes end in the middle of a value"#)
    #expect(failure([2, 0, 0, 0, 0, 1, 1, 0, 1, 0x61]) == #"field "people.age": missing"#)
    #expect(failure([2, 1, 1]) == #"field "people": missing"#)
    #expect(failure([2, 9]) == "the bytes end in the middle of a value")
    #expect(failure([2, 2, 0, 0]) == "invalid length 2")
    #expect(
      failure([0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1]) == "invalid length -1")
    let twice: [UInt8] = [2, 0, 0, 0, 0, 0, 0, 0, 0, 2, 1, 0x61, 2, 0, 1, 0x61, 7, 1, 0x61, 2, 0, 1, 0x61, 7]
    #expect(failure(twice) == #"field "by_name": duplicate key "a""#)
  }

  @Test("Nesting is limited") func depth() throws {
    func tree(_ depth: Int) -> Tree { depth == 0 ? Tree(name: "", kids: []) : Tree(name: "", kids: [tree(depth - 1)]) }
    // Each level is a row and an array.
    #expect(try Bytes(encoding: tree(127)).decode(Tree.self) == tree(127))
    #expect(throws: CoderError.self) { try Bytes(encoding: tree(128)).decode(Tree.self) }
    let deep = Bytes((0..<100_000).flatMap { _ in [2, 0, 0, 0, 0, 0, 1] as [UInt8] })
    #expect(throws: CoderError.self) { try deep.decode(Tree.self) }
  }

  @Test("Truncated and damaged encodings are read or refused") func damage() throws {
    var visit = Visit(ip: "1.2.3.4")
    visit.home = Place(lat: 1, lng: 2)
    let bytes = Array(Bytes(encoding: visit))
    for cut in bytes.indices {
      #expect(throws: CoderError.self) { try Bytes(bytes[..<cut]).decode(Visit.self) }
    }
    for index in bytes.indices {
      for byte in [0, 1, 0x7F, 0x80, 0xFF] as [UInt8] {
        var wrong = bytes
        wrong[index] = byte
        // It is a value or an error, never a trap.
        _ = try? Bytes(wrong).decode(Visit.self)
      }
    }
  }

  // MARK: Schemas

  @Test("Schemas have the types of the fields") func schemas() {
    let point = FieldType(.logical(.init(urn: "beam:logical_type:millis_instant:v1", representation: .atomic(.int64))))
    let place = Schema(fields: [.init(name: "lat", type: .atomic(.double)), .init(name: "lng", type: .atomic(.double))])
    let types: [String: FieldType] = [
      "ip": .atomic(.string), "http_url_path": .atomic(.string).nullable, "event_ts": .atomic(.int64),
      "size": .atomic(.int32), "tags": FieldType(.array(of: .atomic(.string).nullable)),
      "places": FieldType(.array(of: FieldType(.row(place)))), "home": FieldType(.row(place)).nullable,
      "level": .atomic(.string), "at": point, "raw": .atomic(.bytes),
      "counts": FieldType(.map(key: .atomic(.string), value: .atomic(.int64))), "ratio": .atomic(.float),
      "small": .atomic(.int16), "short": .atomic(.int16), "tiny": .atomic(.byte), "wide": .atomic(.int64),
      "default": .atomic(.boolean),
    ]
    let schema = Visit.schema
    #expect(schema?.fields.map(\.name) == Visit.fieldNames)
    for field in schema?.fields ?? [] {
      if let type = types[field.name] { #expect(field.type == type, "\(field.name)") }
    }
    #expect(Visit.coderSpec.urn == "beam:coder:row:v1" && Visit.coderSpec.schema == schema)
  }

  @Test("A type that contains itself has no schema") func recursiveTypes() {
    #expect(Tree.schema == nil)
    #expect(Tree.coderSpec.urn == CoderURN.recursiveRow)
    #expect(Pair<String, Place>.schema?.fields.count == 2)
  }

  // MARK: Keys

  @Test("Rows are the same key if their bytes are the same") func keys() {
    let one = VisitKey(eventID: "a", eventTS: 1, status: .ok)
    let other = VisitKey(eventID: "a", eventTS: 1, status: nil)
    #expect(VisitKey.isSame(one, one) && !VisitKey.isSame(one, other))
    let bytes = Bytes(encoding: one)
    #expect(VisitKey.hash(one) == bytes.withUnsafeBytes { KeyHash.hash($0) })
  }
}
