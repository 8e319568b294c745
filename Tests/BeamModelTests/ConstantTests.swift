import BeamModel
import Testing

/// URNs and other constants, one of each kind, as Beam's specification spells them.
@Suite struct ConstantTests {
  @Test func `URNs stand under the names of their enums`() {
    #expect(BeamProto.StandardPTransforms.Primitives.parDo == "beam:transform:pardo:v1")
    #expect(BeamProto.StandardPTransforms.Composites.reshuffle == "beam:transform:reshuffle:v1")
    #expect(BeamProto.StandardCoders.kv == "beam:coder:kv:v1")
    #expect(BeamProto.FixedWindowsPayload.properties == "beam:window_fn:fixed_windows:v1")
    #expect(FnProto.FnApiTransforms.Runner.dataSource == "beam:runner:source:v1")
  }

  @Test func `times are numbers`() {
    #expect(BeamProto.BeamConstants.Constants.minTimestampMillis == -9_223_372_036_854_775)
    #expect(BeamProto.BeamConstants.Constants.globalWindowMaxTimestampMillis == 9_223_371_950_454_775)
  }

  @Test func `metrics come with their type and labels`() {
    let elements = BeamProto.MonitoringInfoSpecs.elementCount
    #expect(elements.urn == "beam:metric:element_count:v1")
    #expect(elements.type == BeamProto.MonitoringInfoTypeUrns.sumInt64Type)
    #expect(elements.requiredLabels == [BeamProto.MonitoringInfo.MonitoringInfoLabels.pcollection])
  }
}
