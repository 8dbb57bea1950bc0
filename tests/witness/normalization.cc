// SPDX-License-Identifier: Apache-2.0
//
// Operators over the last dimension: SOFTMAX, LOG_SOFTMAX, L2_NORMALIZATION;
// and PRELU with its slope a channel.
#include "tests/witness/families.h"

namespace firefly::witness {
namespace {

Tensor typed(DataType type) {
  Tensor tensor;
  tensor.type = type;
  return tensor;
}

Shape batch_of_vectors(Random& random) {
  Shape shape = random_shape(random, random.integer(0, 3), 1, 3);
  shape.push_back(random.pick({1, 2, 3, 4, 10, 12, 35, 100}));
  return shape;
}

Case softmax(Random& random, DataType type, DataType output_type) {
  Tensor x = random_tensor(random, type, batch_of_vectors(random));
  if (type == DataType::kInt8) {
    x.quantization.scale = {random.scale(-9, 1)};
  } else if (type == DataType::kInt16) {
    x.quantization.scale = {random.scale(-14, -8)};
  }
  Tensor y = typed(output_type);
  if (output_type == DataType::kUint8) {
    y = quantized(output_type, {}, 1.0F / 256, 0);
  } else if (output_type == DataType::kInt8) {
    y = quantized(output_type, {}, 1.0F / 256, -128);
  } else if (output_type == DataType::kInt16) {
    y = type == DataType::kInt8
            ? quantized(output_type, {}, 1.0F / 65536, -32768)
            : quantized(output_type, {}, 1.0F / 32768, 0);
  }
  const float beta = random.pick({1.0F, 1.0F, 1.0F, 0.5F, 2.0F, 0.1F});
  const std::string name = type == output_type
                               ? family_name("softmax", type)
                               : family_name("softmax int8 to", output_type);
  return CaseBuilder(random, name).input(x).finish(Softmax{beta}, std::move(y));
}

Case log_softmax(Random& random, DataType type) {
  Tensor x = random_tensor(random, type, batch_of_vectors(random));
  Tensor y = typed(type);
  if (type == DataType::kInt8) {
    y = quantized(type, {}, 16.0F / 256, 127);
  }
  return CaseBuilder(random, family_name("log_softmax", type))
      .input(std::move(x))
      .finish(LogSoftmax{}, std::move(y));
}

Case l2_normalize(Random& random, DataType type) {
  Tensor y = typed(type);
  if (type == DataType::kInt8) {
    y = quantized(type, {}, 1.0F / 128, 0);
  }
  Shape shape = batch_of_vectors(random);
  shape.insert(shape.begin(), random.integer(1, 2));
  if (shape.size() > 4) {
    shape.erase(shape.begin());
  }
  return CaseBuilder(random, family_name("l2_normalization", type))
      .input(random_tensor(random, type, std::move(shape)))
      .finish(L2Normalize{}, std::move(y));
}

Case prelu(Random& random, DataType type) {
  const Shape shape = {1, random.integer(1, 5), random.integer(1, 5),
                       random.integer(1, 9)};
  return CaseBuilder(random, family_name("prelu", type))
      .input(random_tensor(random, type, shape))
      .constant(random_tensor(random, type, {1, 1, shape[3]}))
      .finish(Prelu{}, random_tensor(random, type, {}));
}

}  // namespace

void sweep_normalization(Sweep& sweep) {
  Random& random = sweep.random;
  for (const DataType type : kSweptTypes) {
    sweep.repeat(type == DataType::kInt8 ? 80 : 40,
                 [&] { return softmax(random, type, type); });
  }
  sweep.repeat(
      20, [&] { return softmax(random, DataType::kInt8, DataType::kInt16); });
  for (const DataType type : {DataType::kInt8, DataType::kFloat32}) {
    sweep.repeat(30, [&] { return log_softmax(random, type); });
    sweep.repeat(30, [&] { return l2_normalize(random, type); });
    sweep.repeat(30, [&] { return prelu(random, type); });
  }
}

}  // namespace firefly::witness
