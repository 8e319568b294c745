// What looks through sixteen bytes at a time, which Swift's vectors are too slow for.
#pragma once

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Where the plain part of a JSON string ends.
typedef struct {
  /// The first quote, backslash or control character; the end of the text where there is none.
  const uint8_t *_Nonnull end;
  /// Whether all bytes before it are below 0x80.
  int is_ascii;
} joist_text_end;

/// Finds the end of the plain part of a string. No byte is read beyond the end of the text.
joist_text_end joist_text_find_end(const uint8_t *_Nonnull start, const uint8_t *_Nonnull end);

#ifdef __cplusplus
}
#endif
