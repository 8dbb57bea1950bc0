// SPDX-License-Identifier: Apache-2.0
//
// The time that a run takes, told by the blocks of code that it goes through.
// A block's own cycles are counted once, as if the pipeline were idle before
// it; what differs after another block is found by stepping through both, and
// remembered. So a model may be slow and a run of many millions of blocks
// quick.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <vector>

#include "emulator/timing/timing.h"

namespace firefly::timing {

class Trace {
 public:
  /// Code that runs from its first to its last instruction.
  class Block;

  explicit Trace(std::unique_ptr<TimingModel> model);
  ~Trace();

  /// `cycles` gets what each instruction takes after an idle pipeline.
  Block* add_block(std::vector<Code> code, std::vector<Cycles>& cycles);

  /// What `block` takes more (less: the sums wrap) than its own cycles because
  /// of the block before, and of the way from there.
  Cycles enter(Block* block);

 private:
  Cycles difference(const Block& from, const Block& to, bool seen);

  std::unique_ptr<TimingModel> model_;
  std::deque<Block> blocks_;  ///< Keeps its elements in place.
  Block* previous_ = nullptr;
};

}  // namespace firefly::timing
