// SPDX-License-Identifier: Apache-2.0
#include "compiler/schedule/row_packing.h"

#include <algorithm>
#include <numeric>
#include <random>
#include <utility>

namespace firefly {
namespace {

/// Of a search. After so many little is gained: ResNet-8 and DS-CNN come within
/// 3 and 1 % of the least in less.
constexpr int kMostAttempts = 150;
/// Pairs of pieces looked at: milliseconds.
constexpr int64_t kMostWork = 3'000'000;

size_t index(int32_t i) { return static_cast<size_t>(i); }

class RowPacker {
 public:
  explicit RowPacker(const RowProblem& problem)
      : problem_(problem), pieces_of_(index(problem.items)) {
    for (size_t i = 0; i < problem.pieces.size(); ++i) {
      pieces_of_[index(problem.pieces[i].item)].push_back(i);
    }
    find_rivals();
  }

  RowPacking run() {
    const int32_t least = least_bytes(problem_);
    std::vector<int32_t> order(index(problem_.items));
    std::iota(order.begin(), order.end(), 0);
    // Rows of one size in the order of time fit without a gap.
    std::ranges::stable_sort(order, {}, [&](int32_t i) { return begin_of(i); });
    best_order_ = order;
    try_order(order);
    std::ranges::stable_sort(
        order, {}, [&](int32_t i) { return -pieces_of_[index(i)].size(); });
    try_order(order);
    std::ranges::reverse(order);
    try_order(order);
    improve(least);
    return std::move(best_);
  }

 private:
  [[nodiscard]] const LivePiece& piece(size_t i) const {
    return problem_.pieces[i];
  }
  [[nodiscard]] int32_t begin_of(int32_t item) const {
    int32_t begin = INT32_MAX;
    for (const size_t i : pieces_of_[index(item)]) {
      begin = std::min(begin, piece(i).first_step);
    }
    return begin;
  }

  /// The pieces of other items that are live at the same time.
  void find_rivals() {
    rivals_.resize(problem_.pieces.size());
    std::vector<size_t> by_time(problem_.pieces.size());
    std::iota(by_time.begin(), by_time.end(), size_t{0});
    std::ranges::sort(by_time, {},
                      [&](size_t i) { return piece(i).first_step; });
    std::vector<size_t> live;
    for (const size_t i : by_time) {
      std::erase_if(live, [&](size_t k) {
        return piece(k).last_step < piece(i).first_step;
      });
      for (const size_t k : live) {
        if (piece(k).item != piece(i).item) {
          rivals_[i].push_back(k);
          rivals_[k].push_back(i);
          work_ += 2;
        }
      }
      live.push_back(i);
    }
  }

  /// Where the item of piece `p` must not start because of `q`, both ends
  /// excluded.
  [[nodiscard]] std::pair<int32_t, int32_t> forbidden(
      size_t p, size_t q, const std::vector<int32_t>& offsets) const {
    const LivePiece& a = piece(p);
    const LivePiece& b = piece(q);
    const int32_t at = offsets[index(b.item)] + b.start - a.start;
    const bool goes_over = a.over >= 0 && index(a.over) == q;
    const bool goes_under = b.over >= 0 && index(b.over) == p;
    return {goes_over ? at : at - a.bytes, goes_under ? at : at + b.bytes};
  }

  /// The lowest start of an item that those which have one allow.
  [[nodiscard]] int32_t lowest(int32_t item,
                               const std::vector<int32_t>& offsets) {
    forbidden_.clear();
    for (const size_t p : pieces_of_[index(item)]) {
      for (const size_t q : rivals_[p]) {
        if (offsets[index(piece(q).item)] >= 0) {
          forbidden_.push_back(forbidden(p, q, offsets));
        }
      }
    }
    std::ranges::sort(forbidden_);
    const int32_t a = problem_.alignment;
    int32_t start = 0;
    for (const auto& [low, high] : forbidden_) {
      if (low < start && start < high) {
        start = (high + a - 1) / a * a;
      }
    }
    return start;
  }

  /// Whether this order needs no more than the best.
  bool try_order(const std::vector<int32_t>& order) {
    std::vector<int32_t> offsets(order.size(), -1);
    int32_t total = 0;
    int32_t top = -1;
    for (const int32_t item : order) {
      offsets[index(item)] = lowest(item, offsets);
      for (const size_t p : pieces_of_[index(item)]) {
        const int32_t end =
            offsets[index(item)] + piece(p).start + piece(p).bytes;
        if (end > total) {
          total = end;
          top = item;
        }
      }
    }
    const int32_t a = problem_.alignment;
    total = (total + a - 1) / a * a;
    if (!best_.offsets.empty() && total > best_.total_bytes) {
      return false;
    }
    best_ = {std::move(offsets), total};
    best_order_ = order;
    top_ = top;
    return true;
  }

  /// Moves items to the front, by turns any and the one that lies highest.
  void improve(int32_t least) {
    std::minstd_rand random(1);
    const int64_t most = kMostWork / std::max<int64_t>(work_, 1);
    const int64_t attempts = std::min<int64_t>(most, kMostAttempts);
    for (int64_t i = 0; i < attempts && best_.total_bytes > least; ++i) {
      std::vector<int32_t> order = best_order_;
      const auto any = order.begin() + random() % order.size();
      const auto from = i % 2 == 0 ? any : std::ranges::find(order, top_);
      const auto to = order.begin() + random() % (from - order.begin() + 1);
      std::rotate(to, from, from + 1);
      try_order(order);
    }
  }

  const RowProblem& problem_;
  std::vector<std::vector<size_t>> pieces_of_;  // by item
  std::vector<std::vector<size_t>> rivals_;     // by piece
  std::vector<std::pair<int32_t, int32_t>> forbidden_;
  int64_t work_ = 0;  // of an attempt
  std::vector<int32_t> best_order_;
  int32_t top_ = -1;  // the item that ends highest there
  RowPacking best_;
};

}  // namespace

int32_t least_bytes(const RowProblem& problem) {
  int32_t end = 0;
  for (const LivePiece& piece : problem.pieces) {
    end = std::max(end, piece.last_step + 1);
  }
  std::vector<int32_t> change(index(end) + 1, 0);
  for (const LivePiece& piece : problem.pieces) {
    change[index(piece.first_step)] += piece.bytes;
    change[index(piece.last_step) + 1] -= piece.bytes;
    if (piece.over >= 0) {
      const int32_t both =
          std::min(piece.bytes, problem.pieces[index(piece.over)].bytes);
      change[index(piece.first_step)] -= both;
      change[index(piece.first_step) + 1] += both;
    }
  }
  int32_t live = 0;
  int32_t most = 0;
  for (const int32_t bytes : change) {
    live += bytes;
    most = std::max(most, live);
  }
  return most;
}

RowPacking pack_rows(const RowProblem& problem) {
  return RowPacker(problem).run();
}

}  // namespace firefly
