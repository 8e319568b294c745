import BeamModel
import Testing

/// URNs and other constants, one of each kind, as Beam's specification spells them.
@Suite struct ConstantTests {
  @Test("URNs are constants named after their enums") func urns() {
    #expect(BeamProto.StandardPTransforms.Primitives.parDo == "beam:transform:pardo:v1")
    #expect(BeamProto.StandardPTransforms.Composites.reshuffle == "beam:transform:reshuffle:v1")
    #expect(BeamProto.StandardCoders.kv == "beam:coder:kv:v1")
    #expect(BeamProto.FixedWindowsPayload.properties == "beam:window_fn:fixed_windows:v1")
    #expect(FnProto.FnApiTransforms.Runner.dataSource == "beam:runner:source:v1")
  }

  @Test("Times are numbers") func times() {
    #expect(BeamProto.BeamConstants.Constants.minTimestampMillis == -9_223_372_036_854_775)
    #expect(BeamProto.BeamConstants.Constants.globalWindowMaxTimestampMillis == 9_223_371_950_454_775)
  }

  @Test("Metrics have their types and labels") func metrics() {
    let elements = BeamProto.MonitoringInfoSpecs.elementCount
    #expect(elements.urn == "beam:metric:element_count:v1")
    #expect(elements.type == BeamProto.MonitoringInfoTypeUrns.sumInt64Type)
    #expect(elements.requiredLabels == [BeamProto.MonitoringInfo.MonitoringInfoLabels.pcollection])
  }
}
