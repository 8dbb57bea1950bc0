// SPDX-License-Identifier: Apache-2.0
#include "formats/npy.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>
#include <string>
#include <string_view>

namespace firefly {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::vector<uint8_t> file(std::string_view header, size_t data_bytes,
                          uint8_t version = 1) {
  std::string text = "\x93NUMPY";
  text += static_cast<char>(version);
  text += '\0';
  text += static_cast<char>(header.size());
  text.append(version == 1 ? 1 : 3, '\0');
  text += header;
  text.append(data_bytes, '\7');
  return {text.begin(), text.end()};
}

TEST(Npy, ReadsWhatNumpyWrites) {
  // numpy.save of numpy.arange(6, dtype="int16").reshape(2, 3)
  auto bytes = file(
      "{'descr': '<i2', 'fortran_order': False, 'shape': (2, 3), }    \n", 12);
  const auto array = read_npy(bytes, "a.npy");
  ASSERT_TRUE(array.ok()) << array.error().message;
  EXPECT_EQ(array->type, DataType::kInt16);
  EXPECT_THAT(array->shape, ElementsAre(2, 3));
  EXPECT_EQ(array->data.size(), 12U);
}

TEST(Npy, NarrowsDoubles) {
  auto bytes =
      file("{'descr': '<f8', 'fortran_order': False, 'shape': (2,), }\n", 16);
  const double values[] = {1.5, -0.1};
  std::memcpy(bytes.data() + bytes.size() - 16, values, 16);
  const auto array = read_npy(bytes, "a.npy");
  ASSERT_TRUE(array.ok()) << array.error().message;
  EXPECT_EQ(array->type, DataType::kFloat32);
  float found[2];
  ASSERT_EQ(array->data.size(), sizeof found);
  std::memcpy(found, array->data.data(), sizeof found);
  EXPECT_THAT(found, ElementsAre(1.5F, -0.1F));
}

TEST(Npy, ReadsVersion2AndScalars) {
  const auto array = read_npy(
      file("{'descr': '|u1', 'fortran_order': False, 'shape': (), }", 1, 2),
      "a.npy");
  ASSERT_TRUE(array.ok()) << array.error().message;
  EXPECT_TRUE(array->shape.empty());
}

TEST(Npy, ReadsBackWhatItWrites) {
  for (const DataType type :
       {DataType::kInt8, DataType::kUint8, DataType::kInt16, DataType::kInt32,
        DataType::kInt64, DataType::kFloat32, DataType::kBool}) {
    for (const Shape& shape : {Shape{}, Shape{5}, Shape{2, 3, 4}, Shape{0}}) {
      NpyArray array{type, shape, {}};
      array.data.assign(
          static_cast<size_t>(element_count(shape) * size_bytes(type)), 1);
      const std::vector<uint8_t> bytes = write_npy(array);
      EXPECT_EQ((bytes.size() - array.data.size()) % 64, 0U);
      const auto back = read_npy(bytes, "a.npy");
      ASSERT_TRUE(back.ok()) << back.error().message;
      EXPECT_EQ(back->type, array.type);
      EXPECT_EQ(back->shape, array.shape);
      EXPECT_EQ(back->data, array.data);
    }
  }
}

struct BadFile {
  std::string_view header;
  size_t data_bytes;
  std::string_view message;
};

TEST(Npy, RefusesDamagedFiles) {
  const BadFile files[] = {
      {"{'descr': '<i2', 'fortran_order': False, 'shape': (2,), }", 3,
       "3 bytes of data, expected 4"},
      {"{'descr': '>i2', 'fortran_order': False, 'shape': (2,), }", 4,
       "elements of type '>i2'"},
      {"{'descr': '<f2', 'fortran_order': False, 'shape': (2,), }", 4,
       "elements of type '<f2'"},
      {"{'descr': '<i2', 'fortran_order': True, 'shape': (2, 1), }", 4,
       "column-major"},
      {"{'descr': '<i2', 'fortran_order': False, 'shape': (-2,), }", 4,
       "not one of numpy's"},
      {"{'descr': '<i4', 'fortran_order': False, 'shape': (99999, 99999), }", 4,
       "larger than 2 GiB"},
      {"{'descr': '<i4', 'fortran_order': False, 'shape': (2 3), }", 4,
       "not one of numpy's"},
      {"{'descr': '<i4', 'shape': (1,), }", 4, "not one of numpy's"},
      {"{'descr': '<i4", 4, "not one of numpy's"},
      {"", 4, "not one of numpy's"},
  };
  for (const BadFile& bad : files) {
    const auto array = read_npy(file(bad.header, bad.data_bytes), "bad.npy");
    ASSERT_FALSE(array.ok()) << bad.header;
    EXPECT_THAT(array.error().message, HasSubstr("bad.npy: "));
    EXPECT_THAT(array.error().message, HasSubstr(std::string(bad.message)));
  }
}

TEST(Npy, RefusesEveryTruncation) {
  const std::vector<uint8_t> whole =
      write_npy({DataType::kInt32, {3}, std::vector<uint8_t>(12)});
  for (size_t size = 0; size < whole.size(); ++size) {
    EXPECT_FALSE(read_npy(std::span(whole).first(size), "short.npy").ok());
  }
}

TEST(Npy, RefusesAnUnknownVersion) {
  const auto array = read_npy(file("{}", 0, 3), "new.npy");
  ASSERT_FALSE(array.ok());
  EXPECT_THAT(array.error().message, HasSubstr("version 3, expected 1 or 2"));
}

}  // namespace
}  // namespace firefly
