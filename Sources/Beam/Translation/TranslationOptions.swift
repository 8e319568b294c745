package import BeamModel

/// Options of a translation to the portable form.
package struct TranslationOptions: Sendable {
  /// Where the program's functions run. The translation adds its capabilities.
  package var environment: BeamProto.Environment

  /// - Parameter environment: where the program's functions run; by default the runner chooses. The embedded engine runs them
  ///   in this process.
  package init(
    environment: BeamProto.Environment = .with { $0.urn = BeamProto.StandardEnvironments.Environments.default }
  ) {
    self.environment = environment
  }
}

/// The capabilities of Joist's workers, by their URNs in Beam.
enum Capabilities {
  /// The coders that workers support.
  static let all: [String] = [
    BeamProto.StandardCoders.bytes, BeamProto.StandardCoders.bool, BeamProto.StandardCoders.stringUtf8,
    BeamProto.StandardCoders.varint, BeamProto.StandardCoders.double, BeamProto.StandardCoders.kv,
    BeamProto.StandardCoders.iterable, BeamProto.StandardCoders.nullable, BeamProto.StandardCoders.row,
    BeamProto.StandardCoders.lengthPrefix, BeamProto.StandardCoders.globalWindow,
    BeamProto.StandardCoders.intervalWindow, BeamProto.StandardCoders.windowedValue,
    BeamProto.StandardCoders.paramWindowedValue,
  ]
}
