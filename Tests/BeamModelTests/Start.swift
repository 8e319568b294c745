// BeamModel
