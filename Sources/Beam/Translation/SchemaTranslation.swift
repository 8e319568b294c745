package import BeamModel
package import Rows

/// Translates row schemas to Beam's messages.
package enum SchemaTranslation {
  /// Returns the message of a schema, with an id that equal schemas share. SDKs look up their types by it.
  package static func message(_ schema: Schema) -> BeamProto.Schema {
    var message = BeamProto.Schema.with {
      $0.fields = schema.fields.enumerated().map { index, field in
        .with {
          $0.name = field.name
          $0.type = fieldType(field.type)
          $0.id = Int32(truncatingIfNeeded: index)
          $0.encodingPosition = Int32(truncatingIfNeeded: index)
        }
      }
    }
    message.id = uniqueID(message.serializedBytes())
    return message
  }

  private static func fieldType(_ type: FieldType) -> BeamProto.FieldType {
    .with {
      $0.nullable = type.isNullable
      $0.typeInfo =
        switch type.kind {
        case .atomic(let atomic): .atomicType(atomicType(atomic))
        case .array(let element): .arrayType(.with { $0.elementType = fieldType(element) })
        case .iterable(let element): .iterableType(.with { $0.elementType = fieldType(element) })
        case .map(let key, let value):
          .mapType(
            .with {
              $0.keyType = fieldType(key)
              $0.valueType = fieldType(value)
            })
        case .row(let schema): .rowType(.with { $0.schema = message(schema) })
        case .logical(let logical):
          .logicalType(
            .with {
              $0.urn = logical.urn
              $0.representation = fieldType(logical.representation)
            })
        }
    }
  }

  private static func atomicType(_ type: FieldType.Atomic) -> BeamProto.AtomicType {
    switch type {
    case .byte: .byte
    case .int16: .int16
    case .int32: .int32
    case .int64: .int64
    case .float: .float
    case .double: .double
    case .string: .string
    case .boolean: .boolean
    case .bytes: .bytes
    }
  }

  /// Returns a UUID of version 8 (custom), made of two hashes of the bytes.
  private static func uniqueID(_ bytes: Bytes) -> String {
    let high = bytes.withUnsafeBytes { KeyHash.hash($0) }
    let low = (bytes + [0]).withUnsafeBytes { KeyHash.hash($0) }
    let digits = hexadecimal(high & ~0xF000 | 0x8000) + hexadecimal(low & ~(3 << 62) | 2 << 62)
    let bounds = [0, 8, 12, 16, 20, 32].map { digits.index(digits.startIndex, offsetBy: $0) }
    return zip(bounds, bounds.dropFirst()).map { String(digits[$0..<$1]) }.joined(separator: "-")
  }

  private static func hexadecimal(_ word: UInt64) -> String {
    let digits = String(word, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
