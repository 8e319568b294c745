// BeamWorker
