// SPDX-License-Identifier: Apache-2.0
//
// The generated schema, without the warnings of generated code.
#pragma once

#pragma GCC system_header
#include "formats/tflite/schema_generated.h"
