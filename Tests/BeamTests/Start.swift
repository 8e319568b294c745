// Beam
