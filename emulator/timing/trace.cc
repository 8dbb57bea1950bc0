// SPDX-License-Identifier: Apache-2.0
#include "emulator/timing/trace.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace firefly::timing {

/// Blocks end at branches and at the borders of pages.
class Trace::Block {
 public:
  explicit Block(std::vector<Code> code) : code_(std::move(code)) {}

  /// The way to another block, with its cost by whether it was predicted.
  struct Way {
    const Block* to = nullptr;
    std::optional<Cycles> unseen;
    std::optional<Cycles> seen;
  };

  [[nodiscard]] const std::vector<Code>& code() const { return code_; }
  [[nodiscard]] uint64_t begin() const { return code_.front().address; }
  [[nodiscard]] uint64_t end() const {
    return code_.back().address + code_.back().bytes;
  }

  Way& way_to(const Block* to) {
    const auto found = std::ranges::find(ways_, to, &Way::to);
    return found != ways_.end() ? *found : ways_.emplace_back(Way{to, {}, {}});
  }

  /// A branch predictor as large as it needs to be: two bits for whether, the
  /// last time's target for where to. Returns whether it was right.
  bool predict(uint64_t target) {
    const bool taken = target != end();
    const bool guessed = counter_ >= 2;
    const bool right = guessed == taken && (!taken || target == target_);
    counter_ = taken ? std::min(3, counter_ + 1) : std::max(0, counter_ - 1);
    target_ = taken ? target : target_;
    return right;
  }

  Cycles own;  ///< All its instructions, after an idle pipeline.

 private:
  std::vector<Code> code_;
  std::vector<Way> ways_;
  int counter_ = 1;
  uint64_t target_ = 0;
};

Trace::Trace(std::unique_ptr<TimingModel> model) : model_(std::move(model)) {}

Trace::~Trace() = default;

Trace::Block* Trace::add_block(std::vector<Code> code,
                               std::vector<Cycles>& cycles) {
  cycles.clear();
  model_->reset();
  Block& block = blocks_.emplace_back(std::move(code));
  for (const Code& instruction : block.code()) {
    cycles.push_back(model_->step(instruction));
    block.own += cycles.back();
  }
  return &block;
}

Cycles Trace::enter(Block* block) {
  Block* from = std::exchange(previous_, block);
  if (from == nullptr) {
    return {};
  }
  const bool seen = from->predict(block->begin());
  Block::Way& way = from->way_to(block);
  std::optional<Cycles>& cycles = seen ? way.seen : way.unseen;
  if (!cycles) {
    cycles = difference(*from, *block, seen);
  }
  return *cycles;
}

Cycles Trace::difference(const Block& from, const Block& to, bool seen) {
  model_->reset();
  for (const Code& instruction : from.code()) {
    (void)model_->step(instruction);
  }
  Cycles cycles = model_->branch(to.begin() != from.end(), seen);
  for (const Code& instruction : to.code()) {
    cycles += model_->step(instruction);
  }
  cycles -= to.own;
  return cycles;
}

}  // namespace firefly::timing
