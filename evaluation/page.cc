// SPDX-License-Identifier: Apache-2.0
#include "evaluation/page.h"

#include <fmt/format.h>

namespace firefly {
namespace {

constexpr std::string_view kStyle = R"(
:root { color-scheme: light dark; --ink: #1d1d1f; --soft: #6b6b70;
  --rule: #d9d9de; --paper: #fff; --right: 42 125 84; --wrong: 196 73 49; }
@media (prefers-color-scheme: dark) { :root { --ink: #ececf0; --soft: #9a9aa2;
  --rule: #3a3a40; --paper: #17171a; --right: 88 190 136; --wrong: 240 122 96; } }
body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink);
  background: var(--paper); max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; margin-bottom: 0 } h2 { font-size: 1.1rem; margin-top: 2rem }
.soft { color: var(--soft) }
table { border-collapse: collapse; font-variant-numeric: tabular-nums }
td, th { padding: .2rem .6rem; border-bottom: 1px solid var(--rule); text-align: left }
td.n, th.n { text-align: right }
.confusion td { text-align: center; min-width: 2.2rem; border: 1px solid var(--paper) }
.confusion td.right { background: rgb(var(--right) / var(--share)) }
.confusion td.wrong { background: rgb(var(--wrong) / var(--share)) }
.confusion tr:first-child th span { writing-mode: vertical-rl; transform: rotate(180deg) }
.plots { display: flex; flex-wrap: wrap; gap: 1.5rem }
.plots figure { flex: 1 1 24rem; max-width: 36rem; margin: 0 }
figcaption { color: var(--soft); font-size: .9em }
.cards { display: flex; flex-wrap: wrap; gap: .8rem; margin-top: 1.2rem }
.card { border: 1px solid var(--rule); border-radius: .5rem; padding: .6rem 1rem; flex: 1 }
.card b { display: block; font-size: 1.3rem; font-weight: 600 }
.card span { color: var(--soft); font-size: .85rem }
.figures { width: 100% } .figures td, .figures th { text-align: right }
.figures .l { text-align: left } .bar { fill: #e8b33a }
svg[viewBox] { width: 100%; height: auto } svg text { fill: var(--soft); font-size: 12px }
.grid { stroke: var(--rule) } .line { fill: none; stroke-width: 2 }
.c0 { stroke: #2f6fb3 } .c1 { stroke: #d9822b } .c2 { stroke: #2a9d6f }
.c3 { stroke: #b5475f } .c4 { stroke: #7a5cc0 } .c5 { stroke: #8a7a2f }
.c6 { stroke: #1f9fb0 } .c7 { stroke: #9a6a4a }
.dot { stroke-width: 2; fill: var(--paper) }
.key::before { content: "■ " } .legend { display: flex; flex-wrap: wrap; gap: 0 1rem }
.k0::before { color: #2f6fb3 } .k1::before { color: #d9822b } .k2::before { color: #2a9d6f }
.k3::before { color: #b5475f } .k4::before { color: #7a5cc0 } .k5::before { color: #8a7a2f }
.k6::before { color: #1f9fb0 } .k7::before { color: #9a6a4a }
)";

}  // namespace

std::string html_text(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      default:
        escaped += c;
    }
  }
  return escaped;
}

std::string html_card(std::string_view name, std::string_view value,
                      std::string_view remark) {
  return fmt::format("<div class=\"card\">{}<b>{}</b><span>{}</span></div>\n",
                     html_text(name), html_text(value), html_text(remark));
}

std::string html_page(std::string_view title, std::string_view body) {
  return fmt::format(
      "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width\">\n"
      "<title>{0}</title>\n<style>{1}</style>\n</head>\n<body>\n{2}</body>\n"
      "</html>\n",
      html_text(title), kStyle, body);
}

}  // namespace firefly
