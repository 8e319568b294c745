import Joist
import JoistJSON
import JoistTesting

@Row struct Place: Sendable, Equatable {
  var name: String
  var lat: Double
  var note: String?

  init(name: String, lat: Double, note: String? = nil) {
    self.name = name
    self.lat = lat
    self.note = note
  }
}

struct TooFarNorth: Error, CustomStringConvertible {
  let lat: Double
  var description: String { "\(lat) degrees are beyond the pole" }
}

/// A message with an address.
@Row struct Envelope: Sendable, Equatable, PayloadCarrying {
  var sender: String
  var content: Bytes?

  init(sender: String, content: Bytes? = nil) {
    self.sender = sender
    self.content = content
  }

  func withPayload<Result, Failure: Error>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result { try (content ?? Bytes()).withUnsafeBytes(body) }
}

/// Something with a point in time.
@Row struct Moment: Sendable {
  var at: Timestamp
}
