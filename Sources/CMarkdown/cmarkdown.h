#pragma once
/* Every C global that these headers declare is imported as nonisolated(unsafe). */
#pragma clang attribute push(__attribute__((swift_attr("nonisolated(unsafe)"))), apply_to = variable(is_global))
#include <cmark-gfm.h>
#include <cmark-gfm-core-extensions.h>
#pragma clang attribute pop
