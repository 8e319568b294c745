import Testing

@testable import Rows

/// A key's own hash is the hash of its bytes: the worker hashes values, everybody else bytes.
@Suite struct KeyHashTests {
  private func check<Key: StreamKey>(_ key: Key) {
    let bytes = Bytes(encoding: key)
    #expect(bytes.withUnsafeBytes { KeyHash.hash($0) } == Key.hash(key), "\(key)")
    #expect(Key.isSame(key, key))
  }

  @Test("Integers have the hash of their bytes") func integers() {
    for shift in 0..<64 {
      for delta: Int64 in [-1, 0, 1] {
        let value = Int64(bitPattern: 1 << UInt64(shift)) &+ delta
        check(value)
        check(0 &- value)
        check(Int(value))
        check(UInt64(bitPattern: value))
        check(Int32(truncatingIfNeeded: value))
        check(UInt8(truncatingIfNeeded: value))
        check(Timestamp(milliseconds: value))
      }
    }
    check(true)
    check(false)
  }

  @Test("Strings of every length have the hash of their bytes") func strings() {
    for count in Array(0...300) + [16_383, 16_384, 100_000] {
      let text = String((0..<count).map { Character(UnicodeScalar(UInt8(97 + $0 % 26))) })
      check(text)
      check(Bytes(utf8: text))
      check(Optional(text))
      check([text, text])
    }
    check("é")
    check("e\u{301}")
    check(String?.none)
  }

  /// A short text may be kept in the string itself or, where there was room for more, in memory of its own.
  @Test("The hash of a string does not depend on its storage") func storage() {
    for count in 0...20 {
      for last in ["", "é", "\0"] {
        let text = String(repeating: "k", count: count) + last
        var roomy = ""
        roomy.reserveCapacity(100)
        roomy += text
        check(roomy)
        #expect(String.hash(roomy) == String.hash(text))
        #expect(String.isSame(roomy, text) && String.isSame(text, roomy))
        #expect(!String.isSame(roomy, text + "k") && !String.isSame(text, text + "k"))
      }
    }
  }

  @Test("Canonically equal strings are different keys") func canonicalEquality() {
    #expect("é" == "e\u{301}")
    #expect(!String.isSame("é", "e\u{301}"))
    #expect(String.hash("é") != String.hash("e\u{301}"))
  }

  @Test("Every bit of the input changes the hash") func avalanche() {
    var seen: Set<UInt64> = []
    var union: UInt64 = 0
    var common = UInt64.max
    for key in Int64(0)..<20_000 {
      let hash = Int64.hash(key)
      #expect(hash != 0)
      seen.insert(hash)
      union |= hash
      common &= hash
    }
    #expect(seen.count == 20_000)
    #expect(union == .max && common == 0)
    let topBuckets = Set((Int64(0)..<4_096).map { Int64.hash($0) >> 52 })
    let lowBuckets = Set((Int64(0)..<4_096).map { Int64.hash($0) & 4_095 })
    #expect(topBuckets.count > 2_400 && lowBuckets.count > 2_400, "about 4,096 × (1 - 1/e) of 4,096 buckets are hit")
  }

  /// The share of hashes that are the first in their bucket, by their top bits; there are at least as many buckets as
  /// hashes, and at most twice as many.
  private func share(_ hashes: [UInt64]) -> Double {
    let shift = UInt64(UInt64(hashes.count).leadingZeroBitCount)
    return Double(Set(hashes.map { $0 >> shift }).count) / Double(hashes.count)
  }

  @Test("Tables of numbers in equal steps have few collisions", arguments: [1_000, 10_000, 20_000, 150_000])
  func numbers(count: Int64) {
    #expect(share((0..<count).map { Int64.hash($0) }) > 0.9)
    #expect(share((0..<count).map { Int64.hash(1_700_000_000_000 + $0) }) > 0.6)
    for step: Int64 in [10, 60, 64, 1_000, 60_000, 1 << 20, 1 << 32] {
      #expect(share((0..<count).map { Int64.hash($0 * step) }) > 0.5, "in steps of \(step)")
    }
  }

  @Test("Tables of short strings have no more collisions than by chance")
  func shortTexts() {
    for prefix in ["", "u", "key", "ü"] {
      let hashes = (0..<1_000).map { String.hash(prefix + String($0)) }
      #expect(Set(hashes).count == 1_000)
      #expect(share(hashes) > 0.5, "with the prefix '\(prefix)'")
      #expect(Set(hashes.map { $0 >> 57 }).count > 120)
    }
  }

  /// Blocks on disk carry hashes: these values may never change.
  @Test("Hashes do not change between releases") func stability() {
    #expect(Bytes().withUnsafeBytes { KeyHash.hash($0) } == KeyHash.hash(word: 0, count: 0))
    #expect(Int64.hash(42) == 833_634_921_663_461_968)
    #expect(String.hash("visit") == 11_268_447_329_110_161_688)
    #expect(String.hash("website-visit") == 9_854_912_323_320_625_738)
    #expect(String.hash("the quick brown fox jumps over the lazy dog") == 11_912_586_048_472_863_815)
  }
}
