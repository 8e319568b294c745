#include "joist_simdjson.h"
