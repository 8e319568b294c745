// What reads and writes JSON by itself comes with the transforms: `Bytes(json:)`, `JSONParser`.

@_exported public import RowsJSON
