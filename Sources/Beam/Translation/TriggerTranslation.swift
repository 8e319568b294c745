import BeamModel

extension Trigger {
  /// The trigger in Beam's portable form.
  var portable: BeamProto.Trigger {
    .with {
      $0.trigger =
        switch kind {
        case .byDefault: .default(BeamProto.Trigger.Default())
        case .afterWatermark(let early, let late):
          .afterEndOfWindow(
            .with {
              // Beam's Java SDK takes only triggers that fire once here, and repeats them; version 2.62 misreads late firings alone.
              $0.earlyFirings = early?.unrepeated.portable ?? (late == nil ? nil : Trigger.never.portable)
              $0.lateFirings = late?.unrepeated.portable
            })
        case .afterProcessingTime(let delay, let period, let offset):
          .afterProcessingTime(.with { $0.timestampTransforms = Self.transforms(delay, period, offset) })
        case .afterSynchronizedProcessingTime:
          .afterSynchronizedProcessingTime(BeamProto.Trigger.AfterSynchronizedProcessingTime())
        case .afterCount(let count): .elementCount(.with { $0.elementCount = Int32(clamping: count) })
        case .afterEach(let parts): .afterEach(.with { $0.subtriggers = parts.map(\.portable) })
        case .afterAny(let parts) where parts.count == 1, .afterAll(let parts) where parts.count == 1:
          parts[0].portable.trigger
        case .afterAny(let parts): .afterAny(.with { $0.subtriggers = parts.map(\.portable) })
        case .afterAll(let parts): .afterAll(.with { $0.subtriggers = parts.map(\.portable) })
        case .repeatedly(let part): .repeat(.with { $0.subtrigger = part.portable })
        case .orFinally(let main, let until):
          .orFinally(
            .with {
              $0.main = main.portable
              $0.finally = until.portable
            })
        case .always: .always(BeamProto.Trigger.Always())
        case .never: .never(BeamProto.Trigger.Never())
        case .droppingRest(let part): part.portable.trigger
        }
    }
  }

  /// The trigger that this one repeats, or itself.
  private var unrepeated: Trigger { if case .repeatedly(let part) = kind { part.unrepeated } else { self } }

  private static func transforms(_ delay: Int64, _ period: Int64, _ offset: Int64) -> [BeamProto.TimestampTransform] {
    var transforms = [
      BeamProto.TimestampTransform.with { $0.timestampTransform = .delay(.with { $0.delayMillis = delay }) }
    ]
    if period > 0 {
      transforms.append(
        .with {
          $0.timestampTransform = .alignTo(
            .with {
              $0.period = period
              $0.offset = offset
            })
        })
    }
    return transforms
  }
}
