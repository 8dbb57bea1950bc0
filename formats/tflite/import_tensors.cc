// SPDX-License-Identifier: Apache-2.0
//
// Tensors of the file -> tensors of the graph. A tensor that can not be used
// is remembered with the reason; only its use is an error.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "formats/tflite/importer.h"
#include "formats/tflite/narrow_types.h"

namespace firefly::tflite {
namespace {

using schema::TensorType;

/// The type in the graph; int4 and float16 constants are widened.
std::optional<DataType> data_type(TensorType type) {
  switch (type) {
    case TensorType::INT8:
    case TensorType::INT4:
      return DataType::kInt8;
    case TensorType::UINT8:
      return DataType::kUint8;
    case TensorType::INT16:
      return DataType::kInt16;
    case TensorType::INT32:
      return DataType::kInt32;
    case TensorType::UINT32:
      return DataType::kUint32;
    case TensorType::INT64:
      return DataType::kInt64;
    case TensorType::UINT64:
      return DataType::kUint64;
    case TensorType::FLOAT32:
    case TensorType::FLOAT16:
      return DataType::kFloat32;
    case TensorType::BOOL:
      return DataType::kBool;
    default:
      return std::nullopt;
  }
}

bool is_narrow(TensorType type) {
  return type == TensorType::INT4 || type == TensorType::FLOAT16;
}

Expected<Shape> import_shape(const flatbuffers::Vector<int>* extents,
                             DataType type) {
  Shape shape;
  if (extents == nullptr) {
    return shape;
  }
  if (extents->size() > kMaxRank) {
    return unsupported(
        fmt::format("rank {}, more than {}", extents->size(), kMaxRank));
  }
  int64_t bytes = size_bytes(type);
  bool too_large = false;
  for (const int extent : *extents) {
    if (extent < 0) {
      return invalid(fmt::format("extent {}", extent));
    }
    // Without the zeros, so that 0 x 2^31 x 2^31 does not pass.
    bytes *= std::max(extent, 1);
    too_large |= bytes > kMaxTensorBytes;
    bytes = std::min(bytes, kMaxTensorBytes + 1);
    shape.push_back(extent);
  }
  if (too_large) {
    return unsupported(fmt::format("shape {} is larger than {} MiB",
                                   fmt::join(shape, "x"),
                                   kMaxTensorBytes >> 20));
  }
  return shape;
}

Expected<Quantization> import_quantization(
    const schema::QuantizationParameters* source, const Tensor& tensor) {
  Quantization result;
  const bool quantisable =
      tensor.type != DataType::kFloat32 && tensor.type != DataType::kBool;
  if (source == nullptr || !quantisable) {
    return result;
  }
  if (source->details_type() != 0) {
    return unsupported("a quantisation beyond scale and zero point");
  }
  const auto* scales = source->scale();
  const auto* zero_points = source->zero_point();
  if (scales == nullptr || scales->size() == 0) {
    return result;
  }
  const size_t zero_point_count =
      zero_points == nullptr ? 0 : zero_points->size();
  if (zero_point_count > 1 && zero_point_count != scales->size()) {
    return invalid(fmt::format("{} scales, but {} zero points", scales->size(),
                               zero_point_count));
  }
  if (scales->size() > 1) {
    const int axis = source->quantized_dimension();
    if (axis < 0 || axis >= tensor.rank() ||
        static_cast<size_t>(tensor.shape[static_cast<size_t>(axis)]) !=
            scales->size()) {
      return invalid(fmt::format("{} scales on axis {} of shape {}",
                                 scales->size(), axis,
                                 to_string(tensor.shape)));
    }
    result.axis = axis;
  }
  for (flatbuffers::uoffset_t i = 0; i < scales->size(); ++i) {
    const float scale = scales->Get(i);
    if (!std::isfinite(scale) || scale <= 0.0F) {
      return invalid(fmt::format("scale {}, expected a positive number",
                                 static_cast<double>(scale)));
    }
    const int64_t zero_point =
        zero_point_count == 0
            ? 0
            : zero_point_at(*zero_points, zero_point_count == 1 ? 0 : i);
    if (zero_point < std::numeric_limits<int32_t>::min() ||
        zero_point > std::numeric_limits<int32_t>::max()) {
      return invalid(fmt::format("zero point {}", zero_point));
    }
    result.scale.push_back(scale);
    result.zero_point.push_back(static_cast<int32_t>(zero_point));
  }
  return result;
}

/// Variables start at the real value 0 where TFLite Micro does so: it fills
/// int8 with the zero point and everything else with zero bytes.
std::vector<uint8_t> initial_state(const Tensor& tensor) {
  const int32_t fill = tensor.type == DataType::kInt8 ? tensor.zero_point() : 0;
  return std::vector<uint8_t>(static_cast<size_t>(size_bytes(tensor)),
                              static_cast<uint8_t>(fill));
}

Status import_data(Importer& importer, const schema::Tensor& source,
                   Tensor& tensor) {
  auto bytes = importer.buffer(source.buffer());
  FIREFLY_RETURN_IF_ERROR(bytes);
  if (source.is_variable()) {
    if (!bytes->empty()) {
      return unsupported("a variable with a first value");
    }
    FIREFLY_RETURN_IF_ERROR(importer.charge(size_bytes(tensor)));
    tensor.role = TensorRole::kState;
    tensor.data = initial_state(tensor);
    return {};
  }
  if (bytes->empty()) {
    return is_narrow(source.type())
               ? Status(unsupported(
                     fmt::format("type {}", EnumNameTensorType(source.type()))))
               : Status{};
  }
  if (tensor.shape == Shape{0}) {
    tensor.shape.clear();  // how old converters write a scalar
  }
  const int64_t count = element_count(tensor);
  const int64_t expected = source.type() == TensorType::INT4 ? (count + 1) / 2
                           : source.type() == TensorType::FLOAT16
                               ? count * 2
                               : size_bytes(tensor);
  if (static_cast<int64_t>(bytes->size()) != expected) {
    return invalid(fmt::format("{} bytes of data, but shape {} needs {}",
                               bytes->size(), to_string(tensor.shape),
                               expected));
  }
  FIREFLY_RETURN_IF_ERROR(importer.charge(size_bytes(tensor)));
  tensor.role = TensorRole::kConstant;
  if (source.type() == TensorType::INT4) {
    tensor.data = unpack_int4(*bytes, static_cast<size_t>(count));
  } else if (source.type() == TensorType::FLOAT16) {
    tensor.data = widen_float16(*bytes);
  } else {
    tensor.data.assign(bytes->begin(), bytes->end());
  }
  return {};
}

Status import_tensor(Importer& importer, const schema::Tensor& source,
                     Tensor& tensor) {
  const auto type = data_type(source.type());
  if (!type) {
    const char* name = EnumNameTensorType(source.type());
    return unsupported(fmt::format(
        "type {}", *name != '\0'
                       ? std::string(name)
                       : std::to_string(static_cast<int>(source.type()))));
  }
  tensor.type = *type;
  if (source.sparsity() != nullptr) {
    return unsupported("a sparse tensor");
  }
  if (source.external_buffer() != 0) {
    return unsupported("data in another file");
  }
  auto shape = import_shape(source.shape(), tensor.type);
  FIREFLY_RETURN_IF_ERROR(shape);
  tensor.shape = std::move(*shape);
  auto quantization = import_quantization(source.quantization(), tensor);
  FIREFLY_RETURN_IF_ERROR(quantization);
  tensor.quantization = std::move(*quantization);
  FIREFLY_RETURN_IF_ERROR(importer.charge(
      static_cast<int64_t>(tensor.quantization.scale.size() * 8)));
  return import_data(importer, source, tensor);
}

}  // namespace

Status import_tensors(Importer& importer, const schema::SubGraph& subgraph) {
  if (subgraph.tensors() == nullptr) {
    return {};
  }
  for (const schema::Tensor* source : *subgraph.tensors()) {
    Tensor tensor;
    tensor.name = printable(source->name());
    FIREFLY_RETURN_IF_ERROR(importer.charge(
        static_cast<int64_t>(sizeof(Tensor) + tensor.name.size())));
    Status status = import_tensor(importer, *source, tensor);
    if (!status.ok()) {
      Tensor unusable;
      unusable.name = std::move(tensor.name);
      unusable.shape = {0};
      tensor = std::move(unusable);
      importer.tensor_issues.emplace(
          static_cast<TensorId>(importer.graph.tensors.size()), status.error());
    }
    importer.graph.add(std::move(tensor));
  }
  return {};
}

}  // namespace firefly::tflite
