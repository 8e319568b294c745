import BeamModel
import Rows

extension WindowFn {
  /// The window function in Beam's portable form.
  var portable: BeamProto.FunctionSpec {
    switch kind {
    case .global: .with { $0.urn = BeamProto.GlobalWindowsPayload.properties }
    case .fixed(let size, let offset):
      .with {
        $0.urn = BeamProto.FixedWindowsPayload.properties
        $0.payload = BeamProto.FixedWindowsPayload.with {
          $0.size = .milliseconds(size)
          $0.offset = .milliseconds(offset)
        }.serializedBytes()
      }
    case .sliding(let size, let period, let offset):
      .with {
        $0.urn = BeamProto.SlidingWindowsPayload.properties
        $0.payload = BeamProto.SlidingWindowsPayload.with {
          $0.size = .milliseconds(size)
          $0.period = .milliseconds(period)
          $0.offset = .milliseconds(offset)
        }.serializedBytes()
      }
    case .sessions(let gap):
      .with {
        $0.urn = BeamProto.SessionWindowsPayload.properties
        $0.payload = BeamProto.SessionWindowsPayload.with { $0.gapSize = .milliseconds(gap) }.serializedBytes()
      }
    }
  }

  /// The coder of the function's windows.
  var windowCoder: CoderSpec {
    switch kind {
    case .global: CoderSpec(urn: CoderURN.globalWindow)
    case .fixed, .sliding, .sessions: CoderSpec(urn: CoderURN.intervalWindow)
    }
  }

  /// Whether every element is in at most one window.
  var assignsToOneWindow: Bool {
    switch kind {
    case .global, .fixed, .sessions: true
    case .sliding(let size, let period, _): size <= period
    }
  }
}

extension GoogleProto.Duration {
  fileprivate static func milliseconds(_ count: Int64) -> Self {
    // Seconds and nanoseconds of a duration have the same sign.
    let (seconds, rest) = count.quotientAndRemainder(dividingBy: 1000)
    return .with {
      $0.seconds = seconds
      $0.nanos = Int32(truncatingIfNeeded: rest * 1_000_000)
    }
  }
}

extension GoogleProto.Timestamp {
  fileprivate static func milliseconds(_ count: Int64) -> Self {
    // The nanoseconds of a timestamp are never negative, even before the epoch.
    let (seconds, rest) = count.quotientAndRemainder(dividingBy: 1000)
    return .with {
      $0.seconds = rest < 0 ? seconds - 1 : seconds
      $0.nanos = Int32(truncatingIfNeeded: (rest < 0 ? rest + 1000 : rest) * 1_000_000)
    }
  }
}
