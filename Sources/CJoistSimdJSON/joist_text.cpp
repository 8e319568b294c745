#include "joist_text.h"

#include <cstring>

namespace {

using Bytes = uint8_t __attribute__((vector_size(16)));
using Bits = bool __attribute__((ext_vector_type(16)));

// A bit for each byte of a comparison, the first byte's the lowest.
template <typename Comparison>
unsigned bits(Comparison comparison) {
  const Bits each = __builtin_convertvector(comparison, Bits);
  uint16_t all;
  std::memcpy(&all, &each, sizeof all);
  return all;
}

}  // namespace

joist_text_end joist_text_find_end(const uint8_t *start, const uint8_t *end) {
  const uint8_t *place = start;
  Bytes seen = {};
  for (; end - place >= 16; place += 16) {
    Bytes bytes;
    std::memcpy(&bytes, place, sizeof bytes);
    const unsigned special = bits((bytes == '"') | (bytes == '\\') | (bytes < 0x20));
    if (special != 0) {
      const int count = __builtin_ctz(special);
      const unsigned high = bits(bytes >= 0x80) & ((1u << count) - 1);
      return {place + count, (high | bits(seen >= 0x80)) == 0};
    }
    seen |= bytes;
  }
  unsigned rest = 0;
  for (; place < end && *place != '"' && *place != '\\' && *place >= 0x20; ++place) rest |= *place;
  return {place, rest < 0x80 && bits(seen >= 0x80) == 0};
}
