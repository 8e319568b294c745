#include "joist_simdjson.h"

#include <simdjson.h>

#include <new>

struct joist_simdjson {
  simdjson::dom::parser parser;
};

joist_simdjson *joist_simdjson_create(size_t maximum_depth) {
  auto *created = new (std::nothrow) joist_simdjson;
  if (created == nullptr) return nullptr;
  // This sets the maximum depth. A larger document allocates a larger capacity and keeps the depth.
  if (created->parser.allocate(1024, maximum_depth) != simdjson::SUCCESS) {
    delete created;
    return nullptr;
  }
  return created;
}

void joist_simdjson_destroy(joist_simdjson *parser) { delete parser; }

joist_simdjson_document joist_simdjson_parse(joist_simdjson *parser, const uint8_t *bytes, size_t count) {
  auto result = parser->parser.parse(bytes, count, true);
  return {
      parser->parser.doc.tape.get(), parser->parser.doc.string_buf.get(), result.error() == simdjson::SUCCESS};
}
