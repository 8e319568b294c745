// Importing JoistJSON also imports `Bytes(json:)` and `JSONParser`, which work without a pipeline.

@_exported public import RowsJSON
