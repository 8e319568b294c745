import Rows

extension KafkaRecord {
  /// A copy of what the client holds: key and value share one piece of memory.
  @inline(__always)
  init(copying message: borrowing KafkaMessage, of partition: KafkaPartition, at time: Int64) {
    let position = KafkaPosition(topic: partition.topic, partition: partition.number, offset: message.offset)
    self.init(
      key: nil, value: nil, headers: message.headers, timestamp: Timestamp(milliseconds: time), position: position)
    switch (message.key, message.value) {
    case (let key?, let value?):
      let both = Bytes(key, followedBy: value)
      self.key = both[0..<key.count]
      self.value = both[key.count..<both.count]
    case (let key?, nil): self.key = Bytes(key)
    case (nil, let value?): self.value = Bytes(value)
    case (nil, nil): break
    }
  }
}

extension Bytes {
  /// A copy of two pieces of memory, one after the other.
  fileprivate init(_ first: UnsafeRawBufferPointer, followedBy second: UnsafeRawBufferPointer) {
    self.init(
      [UInt8](unsafeUninitializedCapacity: first.count + second.count) { room, count in
        let room = UnsafeMutableRawBufferPointer(room)
        room.copyMemory(from: first)
        UnsafeMutableRawBufferPointer(rebasing: room[first.count...]).copyMemory(from: second)
        count = first.count + second.count
      })
  }
}
