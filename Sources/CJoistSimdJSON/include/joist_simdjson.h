// simdjson behind functions of C: a parser that turns a document into a tape of 64-bit words.
#pragma once

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// A parser with the memory of its last document.
typedef struct joist_simdjson joist_simdjson;

/// The last document of a parser: valid until it parses again.
typedef struct {
  /// simdjson's tape: a tag in the top byte of each word, a payload in the others.
  const uint64_t *_Nullable tape;
  /// The strings that the tape points into, each after its length in 32 bits of the machine's order.
  const uint8_t *_Nullable strings;
  /// Whether the document was parsed; if not, the reason is a scanner's to find.
  int is_parsed;
} joist_simdjson_document;

/// A new parser for documents nested at most so deep; null if there is no memory.
joist_simdjson *_Nullable joist_simdjson_create(size_t maximum_depth);

/// Frees a parser.
void joist_simdjson_destroy(joist_simdjson *_Nonnull parser);

/// Parses one document, which is copied first: simdjson reads beyond its end.
joist_simdjson_document joist_simdjson_parse(
    joist_simdjson *_Nonnull parser, const uint8_t *_Nonnull bytes, size_t count);

#ifdef __cplusplus
}
#endif
