// SPDX-License-Identifier: Apache-2.0
//
// The format: numpy/lib/format.py. A magic number, a version, the length of a
// header, and the header: a Python dictionary with the keys descr,
// fortran_order and shape, padded so that the data is aligned.
#include "formats/npy.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <limits>
#include <optional>
#include <string_view>

namespace firefly {
namespace {

constexpr std::string_view kMagic = "\x93NUMPY";
constexpr size_t kAlignment = 64;

struct Descr {
  std::string_view text;  // after the byte order
  DataType type;
};

constexpr Descr kDescrs[] = {
    {"i1", DataType::kInt8},   {"u1", DataType::kUint8},
    {"i2", DataType::kInt16},  {"i4", DataType::kInt32},
    {"u4", DataType::kUint32}, {"i8", DataType::kInt64},
    {"u8", DataType::kUint64}, {"f4", DataType::kFloat32},
    {"b1", DataType::kBool},
};

// numpy's own default; read as float32, the widest of our types.
constexpr std::string_view kDouble = "<f8";

/// Walks over the header's dictionary: as much of Python as numpy writes.
class HeaderParser {
 public:
  explicit HeaderParser(std::string_view text) : text_(text) {}

  /// Skips blanks, then takes `token` if it comes next.
  bool take(std::string_view token) {
    while (!text_.empty() && (text_.front() == ' ' || text_.front() == '\n')) {
      text_.remove_prefix(1);
    }
    if (!text_.starts_with(token)) {
      return false;
    }
    text_.remove_prefix(token.size());
    return true;
  }
  std::optional<std::string_view> quoted() {
    if (!take("'")) {
      return std::nullopt;
    }
    const size_t end = text_.find('\'');
    if (end == std::string_view::npos) {
      return std::nullopt;
    }
    const std::string_view result = text_.substr(0, end);
    text_.remove_prefix(end + 1);
    return result;
  }
  std::optional<bool> boolean() {
    if (take("True")) {
      return true;
    }
    return take("False") ? std::optional<bool>(false) : std::nullopt;
  }
  std::optional<Shape> tuple() {
    if (!take("(")) {
      return std::nullopt;
    }
    Shape shape;
    while (!take(")")) {
      int32_t extent = 0;
      const auto [end, code] =
          std::from_chars(text_.data(), text_.data() + text_.size(), extent);
      if (code != std::errc() || extent < 0) {
        return std::nullopt;
      }
      text_.remove_prefix(static_cast<size_t>(end - text_.data()));
      shape.push_back(extent);
      if (!take(",") && !text_.starts_with(")")) {
        return std::nullopt;
      }
    }
    return shape;
  }

 private:
  std::string_view text_;
};

struct Header {
  std::optional<std::string_view> descr;
  std::optional<bool> fortran_order;
  std::optional<Shape> shape;
};

std::optional<Header> parse_header(std::string_view text) {
  HeaderParser parser(text);
  Header header;
  if (!parser.take("{")) {
    return std::nullopt;
  }
  while (!parser.take("}")) {
    const auto key = parser.quoted();
    if (!key || !parser.take(":")) {
      return std::nullopt;
    }
    if (*key == "descr") {
      header.descr = parser.quoted();
    } else if (*key == "fortran_order") {
      header.fortran_order = parser.boolean();
    } else if (*key == "shape") {
      header.shape = parser.tuple();
    } else {
      return std::nullopt;
    }
    parser.take(",");
  }
  if (!header.descr || !header.fortran_order || !header.shape) {
    return std::nullopt;
  }
  return header;
}

Error invalid(const std::string& name, std::string_view text) {
  return {ErrorCode::kInvalidData, fmt::format("{}: {}", name, text)};
}

/// The header's text and the data behind it.
struct Parts {
  std::string_view header;
  std::span<const uint8_t> data;
};

Expected<Parts> split(std::span<const uint8_t> bytes, const std::string& name) {
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()),
                              bytes.size());
  if (!text.starts_with(kMagic) || bytes.size() < 12) {
    return invalid(name, "not a .npy file");
  }
  const int version = bytes[6];
  if (version != 1 && version != 2) {
    return Error{
        ErrorCode::kUnsupported,
        fmt::format("{}: .npy version {}, expected 1 or 2", name, version)};
  }
  const size_t start = version == 1 ? 10 : 12;
  size_t length = bytes[8] | size_t{bytes[9]} << 8;
  if (version == 2) {
    length |= size_t{bytes[10]} << 16 | size_t{bytes[11]} << 24;
  }
  if (length > bytes.size() - start) {
    return invalid(name, "the header is cut short");
  }
  return Parts{text.substr(start, length), bytes.subspan(start + length)};
}

Expected<DataType> type_of(std::string_view descr, const std::string& name) {
  if (descr == kDouble) {
    return DataType::kFloat32;
  }
  const auto* found = std::ranges::find(
      kDescrs, descr.substr(std::min<size_t>(1, descr.size())), &Descr::text);
  const bool bytewise =
      found != std::end(kDescrs) && size_bytes(found->type) == 1;
  const bool ordered =
      descr.starts_with('<') || (bytewise && descr.starts_with('|'));
  if (found == std::end(kDescrs) || !ordered) {
    return Error{
        ErrorCode::kUnsupported,
        fmt::format("{}: elements of type '{}'", name, descr.substr(0, 20))};
  }
  return found->type;
}

std::vector<uint8_t> narrowed(std::span<const uint8_t> doubles) {
  std::vector<uint8_t> floats(doubles.size() / 2);
  for (size_t i = 0; i < floats.size(); i += sizeof(float)) {
    double wide = 0;
    std::memcpy(&wide, doubles.data() + 2 * i, sizeof wide);
    const auto narrow = static_cast<float>(wide);
    std::memcpy(floats.data() + i, &narrow, sizeof narrow);
  }
  return floats;
}

}  // namespace

Expected<NpyArray> read_npy(std::span<const uint8_t> bytes,
                            const std::string& name) {
  auto parts = split(bytes, name);
  FIREFLY_RETURN_IF_ERROR(parts);
  const auto header = parse_header(parts->header);
  if (!header) {
    return invalid(name, "the header is not one of numpy's");
  }
  auto type = type_of(*header->descr, name);
  FIREFLY_RETURN_IF_ERROR(type);
  const bool is_double = *header->descr == kDouble;
  int64_t size = is_double ? sizeof(double) : size_bytes(*type);
  for (const int32_t extent : *header->shape) {
    size *= extent;
    if (size > std::numeric_limits<int32_t>::max()) {
      return invalid(name, "the array is larger than 2 GiB");
    }
  }
  if (*header->fortran_order && header->shape->size() > 1) {
    return Error{ErrorCode::kUnsupported,
                 fmt::format("{}: a column-major array", name)};
  }
  if (parts->data.size() != static_cast<size_t>(size)) {
    return invalid(name, fmt::format("{} bytes of data, expected {}",
                                     parts->data.size(), size));
  }
  NpyArray array{*type, *header->shape, {}};
  if (is_double) {
    array.data = narrowed(parts->data);
  } else {
    array.data.assign(parts->data.begin(), parts->data.end());
  }
  return array;
}

std::vector<uint8_t> write_npy(const NpyArray& array) {
  const auto* descr = std::ranges::find(kDescrs, array.type, &Descr::type);
  std::string shape;
  for (const int32_t extent : array.shape) {
    shape += fmt::format("{}, ", extent);
  }
  std::string header = fmt::format(
      "{{'descr': '{}{}', 'fortran_order': False, 'shape': ({}), }}",
      size_bytes(array.type) == 1 ? '|' : '<', descr->text, shape);
  constexpr size_t kPrefix = 10;
  while ((kPrefix + header.size() + 1) % kAlignment != 0) {
    header += ' ';
  }
  header += '\n';
  std::vector<uint8_t> result(kMagic.begin(), kMagic.end());
  const auto length = static_cast<uint16_t>(header.size());
  for (const int byte : {1, 0, length & 0xFF, length >> 8}) {
    result.push_back(static_cast<uint8_t>(byte));
  }
  result.insert(result.end(), header.begin(), header.end());
  result.insert(result.end(), array.data.begin(), array.data.end());
  return result;
}

}  // namespace firefly
