// A search through sixteen bytes at a time, for which Swift's vector types are too slow.
#pragma once

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// The end of the plain part of a JSON string.
typedef struct {
  /// The first quote, backslash or control character; the end of the text if there is none.
  const uint8_t *_Nonnull end;
  /// Whether all bytes before it are below 0x80.
  int is_ascii;
} joist_text_end;

/// Finds the end of the plain part of a string. It does not read beyond `end`.
joist_text_end joist_text_find_end(const uint8_t *_Nonnull start, const uint8_t *_Nonnull end);

#ifdef __cplusplus
}
#endif
