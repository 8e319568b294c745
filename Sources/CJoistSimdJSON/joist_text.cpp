#include "joist_text.h"

#include <cstring>

namespace {

using Bytes = uint8_t __attribute__((vector_size(16)));
using Bits = bool __attribute__((ext_vector_type(16)));

// One bit for each byte of a comparison; the lowest bit is for the first byte.
template <typename Comparison>
unsigned bits(Comparison comparison) {
  const Bits each = __builtin_convertvector(comparison, Bits);
  uint16_t all;
  std::memcpy(&all, &each, sizeof all);
  return all;
}

}  // namespace

joist_text_end joist_text_find_end(const uint8_t *start, const uint8_t *end) {
  const uint8_t *current = start;
  Bytes seen = {};
  for (; end - current >= 16; current += 16) {
    Bytes bytes;
    std::memcpy(&bytes, current, sizeof bytes);
    const unsigned special = bits((bytes == '"') | (bytes == '\\') | (bytes < 0x20));
    if (special != 0) {
      const int count = __builtin_ctz(special);
      const unsigned high = bits(bytes >= 0x80) & ((1u << count) - 1);
      return {current + count, (high | bits(seen >= 0x80)) == 0};
    }
    seen |= bytes;
  }
  unsigned rest = 0;
  for (; current < end && *current != '"' && *current != '\\' && *current >= 0x20; ++current) rest |= *current;
  return {current, rest < 0x80 && bits(seen >= 0x80) == 0};
}
