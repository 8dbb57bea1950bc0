// SPDX-License-Identifier: Apache-2.0
//
// toml++, for files that users write. Version 3.3.0 asserts that a key begins
// as one, and reports it as an error right behind that where it does not
// ("[# a" is such a file): without its assertions, errors are what they should
// be. One header for all, for the parser is inline: of two kinds, the linker
// would take either.
#pragma once

#define TOML_ASSERT(expression) static_cast<void>(0)

#include <toml++/toml.h>
