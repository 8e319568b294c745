import BeamModel
import Rows

/// Messages for tests.
enum Samples {
  static let pipeline = BeamProto.Pipeline.with {
    $0.rootTransformIds = ["a", "b"]
    $0.components = .with {
      $0.transforms["a"] = .with {
        $0.uniqueName = "Read"
        $0.spec = .with {
          $0.urn = BeamProto.StandardPTransforms.Primitives.impulse
          $0.payload = [0, 1, 255]
        }
        $0.outputs = ["out": "p"]
      }
      $0.pcollections["p"] = .with { $0.isBounded = .bounded }
      $0.windowingStrategies["w"] = .with {
        $0.trigger = .with {
          $0.trigger = .afterEndOfWindow(.with { $0.earlyFirings = .with { $0.trigger = .always(.init()) } })
        }
      }
    }
  }

  static let stateRequest = FnProto.StateRequest.with {
    $0.id = "17"
    $0.instructionID = "bundle 4"
    $0.stateKey = .with {
      $0.type = .bagUserState(
        .with {
          $0.transformID = "t"; $0.userStateID = "s"; $0.key = [1, 2, 3]
        })
    }
    $0.request = .append(.with { $0.data = Bytes(repeatElement(9, count: 300)) })
  }

  static let options = try? GoogleProto.Struct(jsonString: #"{"a": [1, true, null, "é"], "b": {"c": -0.5}}"#)

  static let histogram = BeamProto.HistogramValue.with {
    $0.count = 3
    $0.bucketCounts = [1, 2, 300]
  }
}
