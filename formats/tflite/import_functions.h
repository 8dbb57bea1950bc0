// SPDX-License-Identifier: Apache-2.0
//
// One function an operator. Where one serves a family of TFLite operators, it
// is an overload of import_kind().
#pragma once

#include "formats/tflite/importer.h"

namespace firefly::tflite {

// import_window.cc
Status import_conv_2d(const Node& node);
Status import_depthwise_conv_2d(const Node& node);
Status import_transpose_conv(const Node& node);
Status import_kind(const Node& node, PoolKind kind);

// import_arithmetic.cc
Status import_fully_connected(const Node& node);
Status import_batch_matmul(const Node& node);
Status import_kind(const Node& node, BinaryKind binary);
Status import_kind(const Node& node, UnaryKind kind);
Status import_leaky_relu(const Node& node);
Status import_gelu(const Node& node);
Status import_prelu(const Node& node);
Status import_softmax(const Node& node);
Status import_log_softmax(const Node& node);
Status import_l2_normalization(const Node& node);
Status import_quantize(const Node& node);
Status import_dequantize(const Node& node);
Status import_cast(const Node& node);
Status import_select(const Node& node);
Status import_select_v2(const Node& node);
Status import_kind(const Node& node, ReduceKind reduce);
Status import_kind(const Node& node, ArgReduceKind kind);

// import_shape.cc
Status import_reshape(const Node& node);
Status import_transpose(const Node& node);
Status import_concatenation(const Node& node);
Status import_pack(const Node& node);
Status import_unpack(const Node& node);
Status import_split(const Node& node);
Status import_split_v(const Node& node);
Status import_slice(const Node& node);
Status import_strided_slice(const Node& node);  // import_strided_slice.cc

// import_layout.cc
Status import_pad(const Node& node);
Status import_mirror_pad(const Node& node);
Status import_space_to_depth(const Node& node);
Status import_depth_to_space(const Node& node);
Status import_space_to_batch(const Node& node);
Status import_batch_to_space(const Node& node);
Status import_tile(const Node& node);
Status import_broadcast_to(const Node& node);
Status import_gather(const Node& node);
Status import_kind(const Node& node, ResizeKind resize);

// import_constant.cc
Status import_shape(const Node& node);
Status import_rank(const Node& node);
Status import_fill(const Node& node);
Status import_zeros_like(const Node& node);
Status import_range(const Node& node);

// import_state.cc
Status import_var_handle(const Node& node);
Status import_read_variable(const Node& node);
Status import_assign_variable(const Node& node);
Status import_call_once(const Node& node);
Status import_lstm(const Node& node);
Status import_svdf(const Node& node);

}  // namespace firefly::tflite
