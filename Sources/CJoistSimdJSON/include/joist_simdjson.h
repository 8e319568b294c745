// A C interface to simdjson: a parser that converts a document to a tape of 64-bit words.
#pragma once

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// A parser, which owns the memory of its last document.
typedef struct joist_simdjson joist_simdjson;

/// The last document of a parser, valid until the parser parses again or is destroyed.
typedef struct {
  /// simdjson's tape; each word has a tag in its top byte and a payload in the other bytes.
  const uint64_t *_Nullable tape;
  /// The strings that the tape refers to, each preceded by its length as a 32-bit integer in native byte order.
  const uint8_t *_Nullable strings;
  /// Whether the document was parsed. The caller must find the cause of an error itself.
  int is_parsed;
} joist_simdjson_document;

/// Makes a parser for documents of at most the given depth; returns null if there is not enough memory.
joist_simdjson *_Nullable joist_simdjson_create(size_t maximum_depth);

/// Frees a parser.
void joist_simdjson_destroy(joist_simdjson *_Nonnull parser);

/// Parses one document. The document is copied first, since simdjson reads beyond its end.
joist_simdjson_document joist_simdjson_parse(
    joist_simdjson *_Nonnull parser, const uint8_t *_Nonnull bytes, size_t count);

#ifdef __cplusplus
}
#endif
