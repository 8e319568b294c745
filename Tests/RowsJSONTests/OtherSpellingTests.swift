import Rows
import RowsJSON
import Testing

@Suite("Fields in the other spelling") struct OtherSpellingTests {
  @Row struct Order {
    var orderedAt: Int
  }

  @Row(names: .camelCase) struct CamelOrder {
    var orderedAt: Int
  }

  private func parse<Value: RowValue>(_ type: Value.Type, _ text: String) throws -> Value {
    var bytes = text
    return try bytes.withUTF8 { try JSONParser().decode(type, from: UnsafeRawBufferPointer($0)) }
  }

  @Test("A missing field says that the document has its name in the other spelling") func hint() throws {
    let snake = #expect(throws: JSONError.self) { try parse(Order.self, #"{"orderedAt":1}"#) }
    #expect(
      "\(try #require(snake))".contains(
        #"field "ordered_at": missing; the document has "orderedAt": use @Field("orderedAt") or @Row(names:)"#))
    let camel = #expect(throws: JSONError.self) { try parse(CamelOrder.self, #"{"ordered_at":1}"#) }
    #expect("\(try #require(camel))".contains(#"the document has "ordered_at""#))
    let none = #expect(throws: JSONError.self) { try parse(Order.self, #"{"other":1}"#) }
    #expect(!"\(try #require(none))".contains("the document has"))
  }
}
