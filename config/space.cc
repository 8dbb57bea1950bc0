// SPDX-License-Identifier: Apache-2.0
#include "config/space.h"

#include <algorithm>
#include <map>
#include <set>

#include "config/value_text.h"

namespace firefly {
namespace {

Domain of_numbers(bool whole) {
  Domain domain;
  domain.is_number = true;
  domain.is_whole = whole;
  return domain;
}

/// One walk over the keys of one table, offering each to `outer` when it is
/// met for the first time.
class SpaceKeys final : public Keys {
 public:
  SpaceKeys(Keys& outer, std::string path, std::vector<Dimension>& space)
      : outer_(outer), path_(std::move(path)), space_(space) {}

  void integer(const Key& key, int& value, int min, int max) override {
    offer(key, of_numbers(true), value,
          [=](Keys& keys, int& one) { keys.integer(key, one, min, max); });
  }
  void number(const Key& key, double& value, double min, double max) override {
    offer(key, of_numbers(false), value,
          [=](Keys& keys, double& one) { keys.number(key, one, min, max); });
  }
  void flag(const Key& key, bool& value) override {
    offer(key, {}, value, [=](Keys& keys, bool& one) { keys.flag(key, one); });
  }
  void text(const Key& key, std::string& value) override {
    offer(key, {}, value,
          [=](Keys& keys, std::string& one) { keys.text(key, one); });
  }
  void texts(const Key& key, std::vector<std::string>& value) override {
    offer(key, {}, value, [=](Keys& keys, std::vector<std::string>& one) {
      keys.texts(key, one);
    });
  }
  void numbers(const Key& key, std::vector<double>& value, double min,
               double max) override {
    offer(key, {}, value, [=](Keys& keys, std::vector<double>& one) {
      keys.numbers(key, one, min, max);
    });
  }
  void choice(const Key& key, size_t& value,
              std::span<const std::string_view> options) override {
    if (key.name == forced_key_) {
      const auto option = std::find_if(
          options.begin(), options.end(), [this](std::string_view name) {
            return value_text(std::string(name)) == forced_;
          });
      value = static_cast<size_t>(option - options.begin());
    }
    met_.insert(std::string(key.name));
    if (offer(key, {}, value, [=](Keys& keys, size_t& one) {
          keys.choice(key, one, options);
        })) {
      choices_.emplace_back(key.name);
    }
  }

  void table(const Key& key,
             const std::function<void(Keys&)>& inside) override {
    met_.insert(std::string(key.name));
    if (!known_.insert(std::string(key.name)).second) {
      return;
    }
    outer_.table(key, [&](Keys& inner) {
      SpaceKeys keys(inner, full(key.name), space_);
      keys.walk(inside);
    });
  }

  /// The keys of this table, with every value of its choices.
  void walk(const std::function<void(Keys&)>& inside) {
    const size_t first = space_.size();
    inside(*this);
    const std::vector<std::string> choices = choices_;
    for (const std::string& choice : choices) {
      try_options(choice, first, inside);
    }
  }

 private:
  template <class T, class Declare>
  bool offer(const Key& key, Domain domain, const T& value, Declare declare) {
    met_.insert(std::string(key.name));
    if (!known_.insert(std::string(key.name)).second) {
      return false;
    }
    T one = value;
    outer_.domain(key, domain, [&](Keys& keys) { declare(keys, one); });
    if (domain.empty()) {
      return false;
    }
    space_.push_back({full(key.name), std::move(domain), {}, {}});
    return true;
  }

  /// Which keys of this table there are with which option of a choice.
  void try_options(const std::string& choice, size_t first,
                   const std::function<void(Keys&)>& inside) {
    const auto of_choice = std::find_if(space_.begin(), space_.end(),
                                        [&](const Dimension& dimension) {
                                          return dimension.path == full(choice);
                                        });
    const std::vector<std::string> options = of_choice->domain.values;
    std::map<std::string, std::set<std::string>> met;  // by option
    forced_key_ = choice;
    for (const std::string& option : options) {
      forced_ = option;
      met_.clear();
      inside(*this);
      met[option] = met_;
    }
    forced_key_.clear();
    for (size_t i = first; i < space_.size(); ++i) {
      Dimension& dimension = space_[i];
      // Of a key in a table inside this one, the table.
      const size_t begin = path_.empty() ? 0 : path_.size() + 1;
      const std::string name =
          dimension.path.substr(begin, dimension.path.find('.', begin) - begin);
      std::vector<std::string> with;
      for (const std::string& option : options) {
        if (met[option].contains(name)) {
          with.push_back(option);
        }
      }
      if (with.size() < options.size()) {
        dimension.depends_on = full(choice);
        dimension.with = std::move(with);
      }
    }
  }

  [[nodiscard]] std::string full(std::string_view name) const {
    return path_.empty() ? std::string(name) : path_ + "." + std::string(name);
  }

  Keys& outer_;
  std::string path_;
  std::vector<Dimension>& space_;
  std::set<std::string> known_;       ///< Offered.
  std::set<std::string> met_;         ///< In the current walk.
  std::vector<std::string> choices_;  ///< That are dimensions.
  std::string forced_key_;
  std::string forced_;
};

}  // namespace

void declare_space(Keys& keys, const std::function<void(Keys&)>& declare,
                   std::vector<Dimension>& space) {
  SpaceKeys walk(keys, "", space);
  walk.walk(declare);
}

}  // namespace firefly
