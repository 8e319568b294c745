import Rows

extension KafkaRecord {
  /// Copies a record from the client's memory. Key and value share one allocation.
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
  /// Copies two buffers, one after the other.
  // SAFETY: the array has capacity for both buffers, and `count` is set to exactly the bytes that were copied.
  fileprivate init(_ first: UnsafeRawBufferPointer, followedBy second: UnsafeRawBufferPointer) {
    self.init(
      [UInt8](unsafeUninitializedCapacity: first.count + second.count) { buffer, count in
        let buffer = UnsafeMutableRawBufferPointer(buffer)
        buffer.copyMemory(from: first)
        UnsafeMutableRawBufferPointer(rebasing: buffer[first.count...]).copyMemory(from: second)
        count = first.count + second.count
      })
  }
}
