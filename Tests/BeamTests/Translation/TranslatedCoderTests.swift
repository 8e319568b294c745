import Beam
import BeamModel
import Rows
import Testing

@Suite struct TranslatedCoderTests {
  private func components(_ build: (Pipeline) -> Void) throws -> BeamProto.Components {
    let pipeline = Pipeline()
    build(pipeline)
    return try #require(pipeline.portable().components)
  }

  @Test("Equal coders share one id") func equalCoders() throws {
    let all = try components { pipeline in
      _ = pipeline.impulse().map("One") { _ in KV("a", "b") }.map("Two") { KV($0.value, $0.key) }
    }
    #expect(Set(all.coders.keys) == ["bytes", "kv(string_utf8, string_utf8)", "string_utf8", "global_window"])
    #expect(all.coders["kv(string_utf8, string_utf8)"]?.componentCoderIds == ["string_utf8", "string_utf8"])
  }

  @Test("A restriction's coder includes the state of the watermark estimator") func restriction() throws {
    let all = try components { _ = $0.create("Clock", ["clock"]).parDo("Tick", Tick()) }
    let spec = try #require(all.transforms["Tick"]?.spec)
    let parDo = try BeamProto.ParDoPayload(serializedBytes: spec.payload)
    let restriction = try #require(all.coders[parDo.restrictionCoderID])
    #expect(restriction.spec?.urn == CoderURN.kv)
    #expect(restriction.componentCoderIds.first == "kv(varint, varint)")
    let last = try #require(restriction.componentCoderIds.last)
    let state = try #require(all.coders[last])
    #expect(state.spec?.urn == CoderURN.kv)
    #expect(state.componentCoderIds.first == "string_utf8")
  }

  @Test("The coder of a row carries its schema") func row() throws {
    let all = try components { pipeline in
      let visits = pipeline.impulse().map("Visit") { _ in
        Visit(id: "", bytes: nil, tags: [], place: Place(lat: 0, lng: 0), at: .epoch)
      }
      _ = visits.map("Place") { $0.place }
    }
    let rows = all.coders.filter { $0.value.spec?.urn == CoderURN.row }
    #expect(Set(rows.keys) == ["row", "row~2"])
    let schema = try BeamProto.Schema(serializedBytes: try #require(all.coders["row"]?.spec).payload)
    #expect(schema.fields.map(\.name) == ["id", "bytes", "tags", "place", "at"])
    #expect(schema.fields.map(\.encodingPosition) == [0, 1, 2, 3, 4])
    #expect(schema.fields[1].type?.nullable == true)
    #expect(schema.fields[1].type?.typeInfo == .atomicType(.int64))
    #expect(schema.fields[2].type?.typeInfo?.arrayType?.elementType?.typeInfo == .atomicType(.string))
    let place = try BeamProto.Schema(serializedBytes: try #require(all.coders["row~2"]?.spec).payload)
    #expect(schema.fields[3].type?.typeInfo?.rowType?.schema == place)
    #expect(place.id != schema.id)
    #expect(place.id.wholeMatch(of: /[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/) != nil)
  }

  @Test("The id of a schema does not change") func schemaID() throws {
    let schema = Schema(fields: [.init(name: "name", type: .atomic(.string))])
    var other = schema
    other.fields[0].type = .atomic(.string).nullable
    #expect(SchemaTranslation.message(schema).id == "9de754ba-5699-8cfe-825c-fdf7735fabee")
    #expect(SchemaTranslation.message(schema).id != SchemaTranslation.message(other).id)
  }

  @Test("Every kind of field is translated") func fields() throws {
    let element = FieldType.atomic(.int32)
    let logical = FieldType.Logical(urn: "beam:logical_type:millis_instant:v1", representation: .atomic(.int64))
    let kinds: [FieldType.Kind] =
      FieldType.Atomic.allCases.map { .atomic($0) } + [
        .array(of: element), .iterable(of: element), .map(key: .atomic(.string), value: element),
        .row(Schema(fields: [])), .logical(logical),
      ]
    let message = SchemaTranslation.message(Schema(fields: kinds.map { .init(name: "x", type: FieldType($0)) }))
    let names = message.fields.map { field -> String in
      switch field.type?.typeInfo {
      case .atomicType(let atomic)?: "\(atomic)"
      case .arrayType(let array)?: "array \(array.elementType?.typeInfo?.atomicType?.description ?? "")"
      case .iterableType(let iterable)?: "iterable \(iterable.elementType?.typeInfo?.atomicType?.description ?? "")"
      case .mapType(let map)?: "map \(map.keyType == nil) \(map.valueType == nil)"
      case .rowType(let row)?: "row \(row.schema?.fields.count ?? -1)"
      case .logicalType(let logical)?: "\(logical.urn) \(logical.representation == nil)"
      case nil: "nothing"
      }
    }
    #expect(
      names == [
        "BYTE", "INT16", "INT32", "INT64", "FLOAT", "DOUBLE", "STRING", "BOOLEAN", "BYTES", "array INT32",
        "iterable INT32", "map false false", "row 0", "beam:logical_type:millis_instant:v1 false",
      ])
  }
}
